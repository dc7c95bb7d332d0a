import { currentContext, runInContext } from "../../sim/kernel/context.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type { BalancerAnswer, BalancerCall } from "../../spec/streamBalancer/history.ts";
import { isUnknown } from "../scenario/isUnknown.ts";
import type { Recorder } from "./recorder.ts";

/**
 * Makes one call of the contract from inside the simulated process that is running, and writes down when it began and
 * how it ended. Everything that the adapter does for it carries the operation's number.
 */
export async function callBalancer(
  recorder: Recorder,
  call: BalancerCall,
  make: () => Promise<BalancerAnswer | void>,
): Promise<Outcome<BalancerAnswer>> {
  const context = currentContext();
  if (context === undefined) throw new Error("callBalancer: called outside a simulated process");
  const op = recorder.invoked(context.process, call);
  const outcome = await runInContext({ ...context, op }, () => outcomeOf(make));
  if (context.life === context.process.life) recorder.returned(op, outcome);
  return outcome;
}

/** How a call ends. */
export async function outcomeOf(
  make: () => Promise<BalancerAnswer | void>,
): Promise<Outcome<BalancerAnswer>> {
  try {
    return { type: "ok", value: (await make()) ?? null };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return isUnknown(error) ? { type: "unknown", reason: message } : { type: "failed", message };
  }
}
