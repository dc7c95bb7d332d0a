import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type { SchedulerAnswer, SchedulerCall } from "../../spec/scheduler/history.ts";
import { scheduleOf } from "../../spec/scheduler/operations.ts";

/** One call of one life of a worker, by the worker's clock. */
export type LiveCall = {
  readonly op: number;
  readonly call: SchedulerCall;
  readonly invokedUs: number;
  /** Infinity when it was never heard of again. */
  readonly returnedUs: number;
  readonly outcome: Outcome<SchedulerAnswer>;
};

/**
 * The calls that a request may have been made for; the one that it was made for, where that leaves no doubt.
 *
 * Only what may change something is asked. It was under way when the server carried the request out, as far as the clocks agree. A call that ended without an
 * answer may still have something under way later, and is asked when nobody else can have been it. A request that names
 * the schedule of a call is of that call; of several, one that names none is of the one that names none.
 */
export function authorsOf<Call extends LiveCall>(
  calls: readonly Call[],
  argv: readonly Bytes[],
  atUs: number,
  clockErrorUs: number,
): readonly Call[] {
  const begun = calls.filter(
    ({ call, invokedUs }) =>
      call.name !== "get" && call.name !== "list" && invokedUs - clockErrorUs <= atUs,
  );
  const open = begun.filter(({ returnedUs }) => atUs <= returnedUs + clockErrorUs);
  const possible =
    open.length > 0 ? open : begun.filter(({ outcome }) => outcome.type === "unknown");
  const named = possible.filter(({ call }) => {
    const id = scheduleOf(call);
    return id !== null && argv.includes(id);
  });
  if (named.length > 0) return named;
  const unnamed = possible.filter(({ call }) => scheduleOf(call) === null);
  return unnamed.length > 0 ? unnamed : possible;
}
