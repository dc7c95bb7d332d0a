import type { UndecidedReason, Verdict } from "../../spec/result.ts";
import type { Tally } from "./createTally.ts";

/** Faults that were asked for by name, and whether the sweep was cut short. */
type Asked = {
  readonly faultsNamed: readonly string[];
  readonly interrupted: boolean;
};

/** The verdict over all seeds, and everything that keeps it from being a plain "held". */
export function verdictOf(
  tally: Tally,
  asked: Asked,
): { readonly verdict: Verdict; readonly undecided: readonly UndecidedReason[] } {
  const undecided = [...tally.undecided(), ...reasonsOfTheWhole(tally, asked)];
  const violated = tally
    .rules()
    .some((rule) => rule.level === "must" && rule.verdict === "violated");

  // With a nondeterminism nothing that was seen is certain, not even a violation.
  if (tally.divergence() !== null) return { verdict: "undecided", undecided };
  if (violated) return { verdict: "violated", undecided };
  if (undecided.length > 0 || asked.interrupted) return { verdict: "undecided", undecided };
  return { verdict: "held", undecided };
}

function reasonsOfTheWhole(tally: Tally, asked: Asked): readonly UndecidedReason[] {
  if (tally.seeds() === 0) return [wholeReason("no seed was run")];
  const struck = new Map<string, number>(tally.faults());
  return asked.faultsNamed
    .filter((kind) => (struck.get(kind) ?? 0) === 0)
    .map((kind) =>
      wholeReason(`${kind} was asked for and never struck; run more seeds, or leave it out`),
    );
}

const wholeReason = (reason: string): UndecidedReason => ({ reason, runs: 0, seed: null });
