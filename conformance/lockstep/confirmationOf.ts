import type { Confirmation } from "../../spec/gateResult.ts";
import type { ScenarioRun } from "../scenario/scenarioRun.ts";
import type { LockstepReport } from "./lockstepServer.ts";

/**
 * What a run in lockstep says of a violation that was found on the model.
 *
 * Where the real server said something else than the model, a violation that is gone was the model's; one that is still
 * there is not believed, because the run was no longer the one that was saved.
 *
 * @param rule the one that was violated on the model
 */
export function confirmationOf(
  { verdicts, undecided, notStruck }: Pick<ScenarioRun, "verdicts" | "undecided" | "notStruck">,
  { server, differences }: Pick<LockstepReport, "server" | "differences">,
  rule: string,
): Confirmation {
  const isViolated = verdicts.some(
    (judged) => judged.rule.id === rule && judged.verdict === "violated",
  );
  const [missed] = notStruck;
  // Without the fault it is another run, and that nothing was violated in it says nothing.
  if (!isViolated && missed !== undefined)
    return { undecided: true, why: `${missed.kind} did not strike: ${missed.reason}` };
  const [why] = undecided;
  if (!isViolated && (why === undefined || differences.length > 0)) return { modelOnly: server };
  return why === undefined ? { confirmed: server } : { undecided: true, why };
}
