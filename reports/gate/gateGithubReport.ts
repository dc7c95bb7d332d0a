import type { GateResult } from "../../spec/gateResult.ts";
import { annotation } from "../annotation.ts";
import { tellCanary } from "./tellCanary.ts";
import { tellConfirmation } from "./tellConfirmation.ts";
import { tellGateVerdict } from "./tellGateVerdict.ts";
import { undecidedOf } from "./undecidedOf.ts";

/** The gate as annotations of GitHub Actions, one line each. */
export function gateGithubReport(result: GateResult): string {
  const { subject, canary, regressions, violations, confirmations, verdict } = result;
  const kindOf = (level: "must" | "should") => (level === "must" ? "error" : "warning");
  const confirmedOn = (file: string | null): string =>
    confirmations
      .filter(({ artefact }) => artefact === file)
      .map(({ confirmation }) => `\n${tellConfirmation(confirmation)}`)
      .join("");
  return [
    ...(canary.caughtBy === null
      ? [annotation("error", `the gate of ${subject} cannot fail`, tellCanary(canary))]
      : []),
    ...regressions.replayed.flatMap(({ file, violated }) =>
      violated.map(({ rule, level, story }) =>
        annotation(
          kindOf(level),
          `${rule} is still violated by ${subject} (${file})`,
          `${story}${confirmedOn(file)}`,
        ),
      ),
    ),
    ...violations.map(({ rule, level, seed, story, artefact }) =>
      annotation(
        kindOf(level),
        `${rule} violated by ${subject} (seed ${seed})`,
        `${story}${confirmedOn(artefact)}`,
      ),
    ),
    ...undecidedOf(result).map((reason) =>
      annotation("warning", `${subject} is undecided`, reason),
    ),
    annotation("notice", `${subject} ${verdict}`, tellGateVerdict(result)),
    "",
  ].join("\n");
}
