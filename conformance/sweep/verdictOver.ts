import type { SweepResult, UndecidedReason, Verdict } from "../../spec/result.ts";

/** What the verdict follows from. */
export type Sums = Pick<SweepResult, "seeds" | "rules" | "undecided" | "divergence" | "faults">;

/** Faults that were asked for by name, and whether the sweep was cut short. */
export type Asked = {
  readonly faultsNamed: readonly string[];
  readonly interrupted: boolean;
};

/** The verdict over all seeds, and everything that keeps it from being a plain "held". */
export function verdictOver(
  sums: Sums,
  asked: Asked,
): { readonly verdict: Verdict; readonly undecided: readonly UndecidedReason[] } {
  const undecided = [...sums.undecided, ...reasonsOfTheWhole(sums, asked)];
  const violated = sums.rules.some((rule) => rule.level === "must" && rule.verdict === "violated");

  // With a nondeterminism nothing that was seen is certain, not even a violation.
  if (sums.divergence !== null) return { verdict: "undecided", undecided };
  if (violated) return { verdict: "violated", undecided };
  if (undecided.length > 0 || asked.interrupted) return { verdict: "undecided", undecided };
  return { verdict: "held", undecided };
}

function reasonsOfTheWhole(sums: Sums, asked: Asked): readonly UndecidedReason[] {
  if (sums.seeds === 0) return [wholeReason("no seed was run")];
  const struck = new Map<string, number>(sums.faults);
  return asked.faultsNamed
    .filter((kind) => (struck.get(kind) ?? 0) === 0)
    .map((kind) =>
      wholeReason(`${kind} was asked for and never struck; run more seeds, or leave it out`),
    );
}

const wholeReason = (reason: string): UndecidedReason => ({ reason, runs: 0, seed: null });
