import { counted } from "../../reports/counted.ts";
import type { GateResult } from "../../spec/gateResult.ts";
import type { Verdict } from "../../spec/result.ts";

type Judged = Omit<GateResult, "verdict" | "undecided" | "wallMs">;

/** The verdict over everything, and why it is no plain one where no sweep and no regression says so already. */
export function gateVerdict(result: Judged): {
  readonly verdict: Verdict;
  readonly undecided: readonly string[];
} {
  const { canary, regressions, sweeps, rules, violations, confirmations, interrupted } = result;
  if (canary.caughtBy === null) {
    return {
      verdict: "undecided",
      undecided: [
        interrupted
          ? "interrupted before the canary was caught"
          : `the canary ${canary.subject} was not caught in ${counted(canary.seeds, "seed")} on ${canary.topology}${canary.undecided === null ? "" : ` (${canary.undecided})`}: a gate that cannot fail proves nothing`,
      ],
    };
  }

  const undecided = rules
    .filter(({ verdict, level }) => verdict === "undecided" && level === "must")
    .map(({ rule, reason }) => `${rule} was not judged: ${reason}`);
  // With a nondeterminism nothing that was seen is certain, not even a violation.
  if (sweeps.some(({ divergence }) => divergence !== null))
    return { verdict: "undecided", undecided };

  const found = [
    ...violations.filter(({ level }) => level === "must").map(({ artefact }) => artefact),
    ...regressions.replayed.filter(({ verdict }) => verdict === "violated").map(({ file }) => file),
  ];
  const onModelOnly = new Set(
    confirmations.flatMap(({ artefact, confirmation }) =>
      "modelOnly" in confirmation ? [artefact] : [],
    ),
  );
  if (found.some((file) => file === null || !onModelOnly.has(file)))
    return { verdict: "violated", undecided };
  if (found.length > 0)
    undecided.push("what was found shows on no real server; report it as a defect of the model");
  if (interrupted) undecided.push("interrupted before the end");
  const isUndecided =
    undecided.length > 0 ||
    sweeps.some(({ verdict }) => verdict === "undecided") ||
    regressions.replayed.some(({ verdict }) => verdict === "undecided");
  return { verdict: isUndecided ? "undecided" : "held", undecided };
}
