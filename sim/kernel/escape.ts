import { currentContext } from "./context.ts";
import { callerOf } from "./realOperations.ts";

/** Code of a simulated process reached for the real world. */
class EscapeError extends Error {
  readonly code = "CLAIMCHECK_ESCAPE";
  override readonly name = "EscapeError";
}

/**
 * Refuses a call that would leave the simulation and ends the run, also when the caller swallows the error: a run that
 * touched the real world proves nothing.
 */
export function refuseEscape(call: string, instead: string): never {
  const context = currentContext();
  const error = new EscapeError(
    `sim/kernel: process ${context?.process.name ?? "?"} called ${call}${callerOf(new Error().stack)}; ${instead}`,
  );
  context?.process.world.stop({ code: "ESCAPE", message: error.message });
  throw error;
}
