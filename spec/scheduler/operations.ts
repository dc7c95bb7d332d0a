import type { Outcome } from "../outcome.ts";
import type { Millis, ScheduleId } from "./contract.ts";
import type { Cost, SchedulerAnswer, SchedulerCall, SchedulerHistory } from "./history.ts";
import type { StateChange } from "./stateTimeline.ts";

/** One call of the contract's interface, from its invocation to its end, with what it did to the schedules. */
export type Operation = {
  readonly op: number;
  readonly process: string;
  readonly call: SchedulerCall;
  readonly invokedIndex: number;
  readonly invokedAt: Millis;
  /** Infinity while the call is open when the history ends. */
  readonly returnedIndex: number;
  readonly returnedAt: Millis;
  /** A call that never ended has an unknown outcome: it may or may not have happened. */
  readonly outcome: Outcome<SchedulerAnswer>;
  readonly cost: Cost | null;
  /** Changes of canonical state that its commands made, in order. Also those of a command that was sent twice. */
  readonly changes: readonly StateChange[];
  /** The same at nodes that had been replaced as the owner before. */
  readonly changesAside: readonly StateChange[];
  /** A node that had been replaced executed something of it: what it was told may be true nowhere else. */
  readonly isAside: boolean;
};

type Open = { -readonly [Key in keyof Operation]: Operation[Key] } & {
  changes: StateChange[];
  changesAside: StateChange[];
};

const neverEnded: Operation["outcome"] = { type: "unknown", reason: "the run ended" };

/** Pairs invocations with their ends. Operations are in the order of their invocation. */
export function operationsOf(history: SchedulerHistory): ReadonlyMap<number, Open> {
  const operations = new Map<number, Open>();
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (event.type === "invoked") {
      operations.set(event.op, {
        op: event.op,
        process: event.process,
        call: event.call,
        invokedIndex: index,
        invokedAt: event.at,
        returnedIndex: Infinity,
        returnedAt: Infinity,
        outcome: neverEnded,
        cost: null,
        changes: [],
        changesAside: [],
        isAside: false,
      });
    }
    if (event.type === "returned") {
      const operation = operations.get(event.op);
      if (operation === undefined) {
        throw new Error(
          `operationsOf: event ${index} returns operation ${event.op}, which was not invoked; each op must be invoked before`,
        );
      }
      operation.returnedIndex = index;
      operation.returnedAt = event.at;
      operation.outcome = event.outcome;
      operation.cost = event.cost;
      operation.isAside ||= event.aside === true;
    }
  }
  return operations;
}

/**
 * The position from which on the operation certainly does nothing more. Of a call whose outcome is unknown, a request
 * may still be under way: there is no such position.
 */
export function settledIndex(operation: Operation): number {
  return operation.outcome.type === "unknown" ? Infinity : operation.returnedIndex;
}

/** The schedule that a call names; null for calls that name none. */
export function scheduleOf(call: SchedulerCall): ScheduleId | null {
  switch (call.name) {
    case "define":
      return call.config.id;
    case "complete":
      return call.claim.id;
    case "claim":
    case "list":
    case "migrate":
      return null;
    case "update":
    case "pause":
    case "resume":
    case "trigger":
    case "delete":
    case "get":
      return call.id;
  }
}

/** Whether a call belongs to the work on occurrences, as opposed to the management of schedules. */
export function isWork(operation: Operation): boolean {
  return operation.call.name === "claim" || operation.call.name === "complete";
}

/** Whether a call may, by the contract, change when a schedule runs or whether it exists. */
export function isReplanning({ call }: Operation): boolean {
  return ["define", "update", "delete", "migrate"].includes(call.name);
}
