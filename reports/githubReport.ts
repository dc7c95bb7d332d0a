import type { SweepResult } from "../spec/result.ts";
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

const annotation = (kind: "error" | "warning" | "notice", title: string, text: string): string =>
  `::${kind} title=${escapeProperty(title)}::${escapeData(text)}`;

// Both escapes are those of actions/toolkit, packages/core/src/command.ts.
const escapeData = (text: string): string =>
  text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
