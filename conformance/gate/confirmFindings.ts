import { setImmediate } from "node:timers/promises";
import type { ConfirmedFinding, RegressionResult } from "../../spec/gateResult.ts";
import { InputError } from "../../spec/inputError.ts";
import type { SweepResult } from "../../spec/result.ts";
import { readArtefact } from "../artefacts/readArtefact.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import type { Terminal } from "../terminal.ts";
import type { Confirm } from "./confirm.ts";

/** Asks real servers about everything that was found, until it is stopped. What was not asked says so. */
export async function confirmFindings(
  regressions: readonly RegressionResult[],
  sweeps: readonly SweepResult[],
  confirm: Confirm,
  terminal: Terminal,
): Promise<readonly ConfirmedFinding[]> {
  const again = regressions.filter(({ verdict }) => verdict === "violated");
  const files = new Map(again.map(({ file, rule }) => [file, rule]));
  for (const { rule, artefact } of sweeps.flatMap(({ violations }) => violations)) {
    if (artefact !== null) files.set(artefact, rule); // one that was saved over an old one is asked about once
  }

  const findings: ConfirmedFinding[] = [];
  for (const [artefact, rule] of files) {
    await setImmediate(); // a run waits for nothing of ours, and Ctrl-C must be heard between two
    terminal.progress(`asking real servers: ${findings.length + 1} of ${files.size}`);
    findings.push({ rule, artefact, confirmation: await ask(artefact, confirm, terminal) });
  }
  terminal.progress(null);
  return findings;
}

async function ask(
  file: string,
  confirm: Confirm,
  terminal: Terminal,
): Promise<ConfirmedFinding["confirmation"]> {
  if (terminal.stopped()) return { undecided: true, why: "interrupted" };
  try {
    return await confirm(readArtefact(file), file);
  } catch (error) {
    // No server, or one that cannot be used: the finding stands, and nobody has asked.
    const why = error instanceof Error ? error.message : String(error);
    const isTold = error instanceof InputError || error instanceof ServerTrouble;
    // Not even a bug of ours may cost everything that was found.
    return { undecided: true, why: isTold ? why : `a bug of claimcheck: ${why}` };
  }
}
