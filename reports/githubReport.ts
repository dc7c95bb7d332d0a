import type { SweepResult } from "../spec/result.ts";
import { annotation } from "./annotation.ts";
import { tellDivergence } from "./tellDivergence.ts";

/** A sweep as annotations of GitHub Actions, one line each. */
export function githubReport(result: SweepResult): string {
  const { plan, verdict } = result;
  return [
    ...result.violations.map(({ rule, level, seed, story }) =>
      annotation(
        level === "must" ? "error" : "warning",
        `${rule} violated by ${plan.subject} (seed ${seed})`,
        story,
      ),
    ),
    ...(result.divergence === null
      ? []
      : [
          annotation(
            "error",
            `nondeterminism of ${plan.subject}`,
            tellDivergence(result.divergence),
          ),
        ]),
    ...result.undecided.map(({ reason }) =>
      annotation("warning", `${plan.subject} is undecided`, reason),
    ),
    annotation("notice", `${plan.subject} ${verdict}`, `${plan.seeds}, digest ${result.digest}`),
    "",
  ].join("\n");
}
