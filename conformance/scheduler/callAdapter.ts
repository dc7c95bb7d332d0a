import { currentContext, runInContext } from "../../sim/kernel/context.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type { SchedulerAdapter } from "../../spec/scheduler/contract.ts";
import type { SchedulerAnswer, SchedulerCall } from "../../spec/scheduler/history.ts";
import { isUnknown } from "../scenario/isUnknown.ts";
import type { Recorder } from "./recorder.ts";

/**
 * Makes one call of the contract from inside the simulated process that is running, and writes down when it began and
 * how it ended. Everything that the adapter does for it carries the operation's number.
 */
export async function callAdapter(
  adapter: SchedulerAdapter,
  call: SchedulerCall,
  recorder: Recorder,
): Promise<{ readonly op: number; readonly outcome: Outcome<SchedulerAnswer> }> {
  const context = currentContext();
  if (context === undefined) throw new Error("callAdapter: called outside a simulated process");
  const op = recorder.invoked(context.process, call);
  const { process, life } = context;
  const outcome = await runInContext({ process, life, op }, () => outcomeOf(adapter, call));
  if (life === process.life) recorder.returned(op, outcome);
  return { op, outcome };
}

/** How a call ends, wherever it is made. */
export async function outcomeOf(
  adapter: SchedulerAdapter,
  call: SchedulerCall,
): Promise<Outcome<SchedulerAnswer>> {
  try {
    switch (call.name) {
      case "define":
        await adapter.define(call.config);
        return done;
      case "update":
        await adapter.update(call.id, { nextRunAtMs: call.nextRunAtMs });
        return done;
      case "pause":
      case "resume":
      case "delete":
        await adapter[call.name](call.id);
        return done;
      case "trigger":
        return ok(await adapter.trigger(call.id));
      case "get":
        return ok({ view: await adapter.get(call.id) });
      case "list":
        return ok({ views: await adapter.list() });
      case "claim":
        return ok({ claim: await adapter.claim() });
      case "complete":
        return ok(await adapter.complete(call.claim));
      case "migrate":
        return ok(await adapter.migrate());
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return isUnknown(error) ? { type: "unknown", reason: message } : { type: "failed", message };
  }
}

const ok = (value: SchedulerAnswer): Outcome<SchedulerAnswer> => ({ type: "ok", value });
const done = ok(null);
