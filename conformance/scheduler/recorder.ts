import type { World } from "../../sim/kernel/world.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { Executed } from "../../sim/redisServer.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { Claim } from "../../spec/scheduler/contract.ts";
import type {
  SchedulerAnswer,
  SchedulerCall,
  SchedulerEvent,
} from "../../spec/scheduler/history.ts";
import { scheduleOf } from "../../spec/scheduler/operations.ts";
import { costOf, OpenCalls } from "../scenario/openCalls.ts";
import type { WithoutTime } from "../scenario/withoutTime.ts";

/** Writes the history of a run: what was asked, what came of it, and at what cost. */
export class Recorder {
  readonly history: SchedulerEvent[] = [];
  readonly #world: World;
  readonly #calls: OpenCalls<SchedulerCall>;

  constructor(world: World, topology: TopologyKind) {
    this.#world = world;
    this.#calls = new OpenCalls(topology);
  }

  /** Adds an event that happens now. */
  add(event: WithoutTime<SchedulerEvent>): void {
    this.#keep({ ...event, at: this.#world.nowMs }, JSON.stringify(event));
  }

  /** @param text as which it stands in the journal */
  #keep(event: SchedulerEvent, text: string): void {
    this.history.push(event);
    this.#world.journal.write(this.#world.nowUs, "history", text);
  }

  /** A call begins. Returns the operation's number. */
  invoked(process: SimProcess, call: SchedulerCall): number {
    const op = this.#calls.begin(process, call, scheduleOf(call));
    const { name } = process;
    const text =
      call.name === "claim"
        ? `${name} ${op} claim`
        : JSON.stringify({ type: "invoked", process: name, op, call });
    this.#keep({ type: "invoked", process: name, op, call, at: this.#world.nowMs }, text);
    return op;
  }

  /** A call has ended. Nothing is written when its process has died meanwhile. */
  returned(op: number, outcome: Outcome<SchedulerAnswer>): void {
    const ended = this.#calls.end(op);
    if (ended === undefined) return;
    const process = ended.process.name;
    const { name } = ended.call;
    const cost = costOf(ended);
    const at = this.#world.nowMs;
    const event = { type: "returned", process, op, name, outcome, cost, at } as const;
    this.#keep(
      ended.isAside ? { ...event, aside: true } : event,
      `${process} ${op} ${outcomeText(outcome)} ${cost.commands} ${cost.elements}`,
    );
  }

  dispatched(process: SimProcess, op: number, claim: Claim): void {
    this.add({ type: "dispatched", process: process.name, op, claim });
  }

  /** Nobody will ever hear how the process's open calls ended. */
  abandon(process: SimProcess, reason: string): void {
    for (const { op } of this.#calls.abandon(process)) {
      this.returned(op, { type: "unknown", reason });
    }
  }

  /** Ends all calls that are still open. */
  finish(): void {
    for (const { op } of this.#calls.all) {
      this.returned(op, { type: "unknown", reason: "the run ended" });
    }
  }

  /** Counts a request towards its operation. */
  executed(executed: Executed, aside: string | null): void {
    this.#calls.executed(executed, aside);
  }

  /** The operation behind a request: `OpenCalls.behind`. */
  opBehind(...request: Parameters<OpenCalls<SchedulerCall>["behind"]>): number | null {
    return this.#calls.behind(...request);
  }
}

/** Polls that find nothing are most of a history, so they are written without a detour through JSON. */
const outcomeText = (outcome: Outcome<SchedulerAnswer>): string =>
  foundNothing(outcome) ? nothingFound : JSON.stringify(outcome);

/** What most polls answer, as JSON has it. */
const nothingFound = JSON.stringify({ type: "ok", value: { claim: null } });

function foundNothing(outcome: Outcome<SchedulerAnswer>): boolean {
  if (outcome.type !== "ok") return false;
  const { value } = outcome;
  return (
    typeof value === "object" &&
    value !== null &&
    "claim" in value &&
    value.claim === null &&
    Object.keys(value).length === 1
  );
}
