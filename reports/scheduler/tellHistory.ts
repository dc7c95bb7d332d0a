import type { Violation } from "../../spec/rule.ts";
import type {
  SchedulerCall,
  SchedulerEvent,
  SchedulerHistory,
  ScheduleState,
} from "../../spec/scheduler/history.ts";
import type { EntryKind, Lane, TimelineEntry } from "../timeline.ts";
import { keyLane, nodeLane, processLane, worldKind, worldLanes } from "../world/worldLanes.ts";
import { tellEvent } from "./tellEvent.ts";

/** The schedules and processes that the proof is about, and the part of the history in which it lies. */
type Focus = {
  readonly proof: ReadonlySet<number>;
  readonly schedules: ReadonlySet<string>;
  readonly processes: ReadonlySet<string>;
  readonly from: number;
  readonly to: number;
  readonly answered: ReadonlySet<number>;
};

/**
 * Tells a scheduler's history around one violation: each event as a clause, ranked by how much it explains. What
 * struck the same schedules and processes comes first, then what was done to them, then everything else.
 */
export function tellHistory(
  history: SchedulerHistory,
  violation: Violation,
  startMs: number,
): readonly TimelineEntry[] {
  const calls = new Map<number, SchedulerCall>();
  for (const event of history) if (event.type === "invoked") calls.set(event.op, event.call);
  const callOf = (op: number): SchedulerCall | undefined => calls.get(op);

  const focus = focusOf(history, violation, callOf);
  const states = new Map<string, ScheduleState | null>();
  const processes = new Set(
    history.flatMap((event) => ("process" in event ? (event.process ?? []) : [])),
  );

  return history.flatMap((event, position) => {
    let before: ScheduleState | null = null;
    if (event.type === "state") {
      // What a replaced node holds is a story of its own, which begins where that of its successor does.
      const place = event.aside === undefined ? event.id : `${event.aside.node} ${event.id}`;
      before = states.get(place) ?? states.get(event.id) ?? null;
      states.set(place, event.state);
    }

    // A question that was answered is told by its answer; the two would count as two things that happened.
    const doubled = event.type === "invoked" && focus.answered.has(event.op);
    if (doubled && !focus.proof.has(position)) return [];
    return {
      atMs: event.at - startMs,
      text: tellEvent(event, { startMs, callOf, before }),
      rank: rankOf(event, position, focus, callOf, before),
      idle: isIdle(event, callOf),
      kind: kindOf(event),
      lanes: lanesOf(event, callOf, (name) => processes.has(name)),
    };
  });
}

function kindOf(event: SchedulerEvent): EntryKind {
  switch (event.type) {
    case "invoked":
      return "question";
    case "returned":
      return "answer";
    case "dispatched":
    case "state":
      return "change";
    default:
      return worldKind(event);
  }
}

function lanesOf(
  event: SchedulerEvent,
  callOf: (op: number) => SchedulerCall | undefined,
  isProcess: (name: string) => boolean,
): readonly Lane[] {
  switch (event.type) {
    case "invoked":
    case "returned":
    case "dispatched":
      return [processLane(event.process), ...schedulesOf(event, callOf).map(keyLane)];
    case "state":
      return [
        ...(event.process === null ? [] : [processLane(event.process)]),
        keyLane(event.id),
        ...(event.aside === undefined ? [] : [nodeLane(event.aside.node)]),
      ];
    default:
      return worldLanes(event, isProcess);
  }
}

function focusOf(
  history: SchedulerHistory,
  violation: Violation,
  callOf: (op: number) => SchedulerCall | undefined,
): Focus {
  const events = violation.events.flatMap((position) => history[position] ?? []);
  const answered = history.flatMap((event) => (event.type === "returned" ? [event.op] : []));
  const whole = violation.events.length === 0;
  return {
    proof: new Set(violation.events),
    schedules: new Set(events.flatMap((event) => schedulesOf(event, callOf))),
    processes: new Set(
      events.flatMap((event) => ("process" in event ? (event.process ?? []) : [])),
    ),
    // A violation without events is one of the whole run, such as an index that is wrong at rest.
    from: whole ? -1 : Math.min(...violation.events),
    to: whole ? history.length : Math.max(...violation.events),
    answered: new Set(answered),
  };
}

function rankOf(
  event: SchedulerEvent,
  position: number,
  focus: Focus,
  callOf: (op: number) => SchedulerCall | undefined,
  before: ScheduleState | null,
): number | null {
  if (focus.proof.has(position)) return 0;
  if (position > focus.to) return null;

  const during = position > focus.from;
  const concerned = schedulesOf(event, callOf).some((id) => focus.schedules.has(id));

  switch (event.type) {
    case "fault":
      if (focus.schedules.has(event.target) || focus.processes.has(event.target))
        return during ? 1 : 3;
      return during ? 3 : 5;
    case "incident":
      return during ? 1 : 3;
    case "node":
      return during ? 3 : null;
    case "process":
      // The fault behind a change is told with more words; that all start and are healed in the end is no news.
      if (event.change === "healed" || !during || !focus.processes.has(event.process)) return null;
      return event.change === "resumed" || event.change === "started" ? 3 : 4;
    case "phase":
      return event.phase === "quiet" && during ? 3 : null;
    case "invoked":
      return concerned ? 2 : null;
    case "returned":
      if (!concerned) return null;
      // How the schedule came to be is where its story starts.
      if (event.name === "define") return during ? 2 : 1;
      return event.name === "get" ? 4 : during ? 2 : 3;
    case "dispatched":
      return concerned ? (during ? 2 : 4) : null;
    case "state":
      if (!concerned) return null;
      // An operation's effect is mostly told by its answer; a state that nobody's answer tells is news.
      if (event.op !== null && focus.answered.has(event.op))
        return during && before !== null ? 3 : 5;
      return during ? 1 : 3;
  }
}

/** The schedules that an event is about. */
function schedulesOf(
  event: SchedulerEvent,
  callOf: (op: number) => SchedulerCall | undefined,
): readonly string[] {
  switch (event.type) {
    case "invoked":
      return schedulesOfCall(event.call);
    case "returned": {
      const call = callOf(event.op);
      const answer = event.outcome.type === "ok" ? event.outcome.value : null;
      const claimed =
        typeof answer === "object" && answer !== null && "claim" in answer ? answer.claim : null;
      return [
        ...(call === undefined ? [] : schedulesOfCall(call)),
        ...(claimed === null ? [] : [claimed.id]),
      ];
    }
    case "dispatched":
      return [event.claim.id];
    case "state":
      return [event.id];
    case "fault":
      return [event.target];
    default:
      return [];
  }
}

function schedulesOfCall(call: SchedulerCall): readonly string[] {
  if (call.name === "define") return [call.config.id];
  if (call.name === "complete") return [call.claim.id];
  return "id" in call ? [call.id] : [];
}

/** True for a claim that found nothing. */
function isIdle(event: SchedulerEvent, callOf: (op: number) => SchedulerCall | undefined): boolean {
  if (event.type !== "returned" || callOf(event.op)?.name !== "claim") return false;
  if (event.outcome.type !== "ok") return false;
  const answer = event.outcome.value;
  return (
    typeof answer === "object" && answer !== null && "claim" in answer && answer.claim === null
  );
}
