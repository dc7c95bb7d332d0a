import type { Outcome } from "../outcome.ts";
import type { BalancerAnswer, BalancerCall, StreamBalancerHistory } from "./history.ts";

/** One call of the contract's interface, from its invocation to its end. */
export type BalancerOperation = {
  readonly op: number;
  readonly process: string;
  readonly call: BalancerCall;
  readonly invokedIndex: number;
  readonly invokedAt: number;
  /** Infinity while the call is open when the history ends. */
  readonly returnedIndex: number;
  readonly returnedAt: number;
  /** A call that never ended has an unknown outcome: it may or may not have happened. */
  readonly outcome: Outcome<BalancerAnswer>;
  /** A node that had been replaced executed something of it. */
  readonly isAside: boolean;
};

/** Pairs invocations with their ends, in the order of their invocation. */
export function operationsOf(
  history: StreamBalancerHistory,
): ReadonlyMap<number, BalancerOperation> {
  const operations = new Map<number, BalancerOperation>();
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (event.type === "invoked") {
      const { op, process, call, at } = event;
      operations.set(op, {
        op,
        process,
        call,
        invokedIndex: index,
        invokedAt: at,
        returnedIndex: Infinity,
        returnedAt: Infinity,
        outcome: { type: "unknown", reason: "the run ended" },
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
      operations.set(event.op, {
        ...operation,
        returnedIndex: index,
        returnedAt: event.at,
        outcome: event.outcome,
        isAside: event.aside === true,
      });
    }
  }
  return operations;
}
