import type { ScheduleConfig } from "../../spec/scheduler/contract.ts";
import type {
  SchedulerAnswer,
  SchedulerCall,
  SchedulerEvent,
  ScheduleState,
} from "../../spec/scheduler/history.ts";
import { counted } from "../counted.ts";
import { grouped } from "../grouped.ts";
import { tellWorldEvent } from "../world/tellWorldEvent.ts";

/** What one event needs from the rest of the history to be told. */
export type EventContext = {
  /** Virtual time at which the run began; times are told relative to it. */
  readonly startMs: number;
  /** The call that an operation made. */
  readonly callOf: (op: number) => SchedulerCall | undefined;
  /** The canonical state of the event's schedule before the event; null when there was none. */
  readonly before: ScheduleState | null;
};

/** One event of a scheduler's history as a clause, e.g. "w1 claimed s1 (due at 5,000 ms)". */
export function tellEvent(event: SchedulerEvent, context: EventContext): string {
  const at = (ms: number): string => `${grouped(ms - context.startMs)} ms`;

  switch (event.type) {
    case "invoked":
      return `${event.process} asks to ${tellCall(event.call, at)}`;
    case "returned":
      return tellReturn(event, context.callOf(event.op) ?? null, at);
    case "dispatched":
      return `${event.process} dispatched ${event.claim.id} (due at ${at(event.claim.dueAtMs)})`;
    case "state":
      return tellState(event, context.before, at);
    default:
      return tellWorldEvent(event);
  }
}

type At = (ms: number) => string;
type Returned = Extract<SchedulerEvent, { type: "returned" }>;
type StateChange = Extract<SchedulerEvent, { type: "state" }>;

/** A call as something that one asks for: "claim", "pause s1". */
function tellCall(call: SchedulerCall, at: At): string {
  switch (call.name) {
    case "define":
      return `define ${call.config.id} (${tellConfig(call.config, at)})`;
    case "update":
      return `move ${call.id} to ${at(call.nextRunAtMs)}`;
    case "complete":
      return `complete ${call.claim.id} (due at ${at(call.claim.dueAtMs)})`;
    case "claim":
    case "list":
    case "migrate":
      return call.name;
    default:
      return `${call.name} ${call.id}`;
  }
}

function tellConfig(config: ScheduleConfig, at: At): string {
  const timetable =
    config.cron === undefined
      ? `every ${grouped(config.everyMs ?? 0)} ms`
      : `cron "${config.cron}"${config.timezone === undefined ? "" : ` in ${config.timezone}`}`;
  return [
    timetable,
    ...(config.fromMs === undefined ? [] : [`from ${at(config.fromMs)}`]),
    ...(config.toMs === undefined ? [] : [`to ${at(config.toMs)}`]),
    ...(config.limit === undefined ? [] : [`limit ${grouped(config.limit)}`]),
  ].join(", ");
}

function tellReturn(event: Returned, call: SchedulerCall | null, at: At): string {
  const asked = call === null ? event.name : tellCall(call, at);
  switch (event.outcome.type) {
    case "failed":
      return `${event.process} failed to ${asked}: ${event.outcome.message}`;
    case "unknown":
      return `${event.process} never learned whether it could ${asked}: ${event.outcome.reason}`;
    case "ok":
      return `${event.process} ${tellAnswer(event.outcome.value, call, event.name, at)}`;
  }
}

function tellAnswer(
  answer: SchedulerAnswer,
  call: SchedulerCall | null,
  name: string,
  at: At,
): string {
  if (call === null) return `was answered (${name})`;
  switch (call.name) {
    case "define":
      return `defined ${call.config.id} (${tellConfig(call.config, at)})`;
    case "update":
      return `moved ${call.id} to ${at(call.nextRunAtMs)}`;
    case "pause":
      return `paused ${call.id}`;
    case "resume":
      return `resumed ${call.id}`;
    case "delete":
      return `deleted ${call.id}`;
    case "trigger":
      return answer === true
        ? `triggered ${call.id}`
        : `asked to trigger ${call.id}: nothing was triggered`;
    case "complete":
      return answer === true
        ? `completed ${call.claim.id} (due at ${at(call.claim.dueAtMs)})`
        : `was told that its claim of ${call.claim.id} (due at ${at(call.claim.dueAtMs)}) is stale`;
    case "migrate":
      return `migrated ${counted(Number(answer), "schedule")}`;
    case "claim":
    case "get":
    case "list":
      return tellFound(answer, call, at);
  }
}

function tellFound(answer: SchedulerAnswer, call: SchedulerCall, at: At): string {
  if (typeof answer !== "object" || answer === null) return `was answered (${call.name})`;
  if ("claim" in answer) {
    return answer.claim === null
      ? "polled: nothing is due"
      : `claimed ${answer.claim.id} (due at ${at(answer.claim.dueAtMs)})`;
  }
  if ("views" in answer) return `listed ${counted(answer.views.length, "schedule")}`;

  const { view } = answer;
  if (view === null) {
    return call.name === "get" ? `found no schedule ${call.id}` : "found no schedule";
  }
  const next = view.nextRunAtMs === null ? "none" : at(view.nextRunAtMs);
  return `read ${view.id}: ${view.status}, next run ${next}, run count ${grouped(view.runCount)}`;
}

function tellState(event: StateChange, before: ScheduleState | null, at: At): string {
  const where = event.aside === undefined ? "" : `, at ${event.aside.node}, which is replaced`;
  const by = `${event.process === null ? "" : ` (by ${event.process})`}${where}`;
  const { id, state } = event;
  if (state === null) return `canonical state of ${id} is gone${by}`;

  const instant = (ms: number | null): string => (ms === null ? "none" : at(ms));
  if (before === null) {
    return `canonical state of ${id}: ${state.status}, next run ${instant(state.nextRunAtMs)}, run count ${grouped(state.runCount)}${by}`;
  }

  const changes = [
    changed("next run", instant(before.nextRunAtMs), instant(state.nextRunAtMs)),
    changed("run count", grouped(before.runCount), grouped(state.runCount)),
    changed("status", before.status, state.status),
    changed("lease until", instant(before.leasedUntilMs), instant(state.leasedUntilMs)),
    changed("definition", tellDefinition(before, at), tellDefinition(state, at)),
  ].flat();
  const [first, ...rest] = changes;
  if (first === undefined) return `canonical state of ${id} was written again, unchanged${by}`;
  const others = rest.map(({ name, change }) => `, ${name} ${change}`).join("");
  return `canonical ${first.name} of ${id}: ${first.change}${others}${by}`;
}

const changed = (name: string, from: string, to: string) =>
  from === to ? [] : [{ name, change: `${from} -> ${to}` }];

const tellDefinition = (state: ScheduleState, at: At): string =>
  tellConfig(
    {
      id: "",
      ...(state.everyMs === null ? {} : { everyMs: state.everyMs }),
      ...(state.cron === null ? {} : { cron: state.cron }),
      ...(state.timezone === null ? {} : { timezone: state.timezone }),
      ...(state.fromMs === null ? {} : { fromMs: state.fromMs }),
      ...(state.toMs === null ? {} : { toMs: state.toMs }),
      ...(state.limit === null ? {} : { limit: state.limit }),
    },
    at,
  );
