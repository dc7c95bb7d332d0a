import { expect, it } from "vitest";
import { sampleGate } from "../../reports/gate/sampleGate.testkit.ts";
import type { Confirmation, GateResult } from "../../spec/gateResult.ts";
import { gateVerdict } from "./gateVerdict.ts";

const verdictOf = (part: Partial<GateResult>) => gateVerdict({ ...sampleGate, ...part });

/** Without anything that was found or could not be judged. */
const quiet: Partial<GateResult> = {
  violations: [],
  sweeps: sampleGate.sweeps.map((sweep) => ({ ...sweep, verdict: "held", undecided: [] })),
  rules: sampleGate.rules.filter(({ verdict }) => verdict === "held"),
  regressions: { folder: ".claimcheck", replayed: [], skipped: [] },
  confirmations: [],
};

const answered = (confirmation: Confirmation): Partial<GateResult> => ({
  ...quiet,
  violations: sampleGate.violations,
  confirmations: sampleGate.violations.map(({ rule, artefact }) => ({
    rule,
    artefact: artefact ?? "",
    confirmation,
  })),
});

it("is held when nothing was found and everything could be judged", () => {
  expect(verdictOf(quiet)).toEqual({ verdict: "held", undecided: [] });
});

it("is violated by what the seeds found, and by a saved regression alone", () => {
  expect(verdictOf({ ...quiet, violations: sampleGate.violations }).verdict).toBe("violated");
  expect(verdictOf({ ...quiet, regressions: sampleGate.regressions }).verdict).toBe("violated");
});

it("is violated as long as real servers have not said otherwise", () => {
  expect(verdictOf(answered({ confirmed: "Redis 7.0.15" })).verdict).toBe("violated");
  expect(verdictOf(answered({ undecided: true, why: "no server" })).verdict).toBe("violated");
  expect(verdictOf(answered({ modelOnly: "Redis 7.0.15" }))).toEqual({
    verdict: "undecided",
    undecided: ["what was found shows on no real server; report it as a defect of the model"],
  });
});

it("is undecided when the canary lives, a rule was not judged, or somebody stopped it", () => {
  const canary = { ...sampleGate.canary, caughtBy: null };
  expect(verdictOf({ canary, interrupted: false }).undecided).toEqual([
    "the canary broken/trustsTheScore was not caught in 3 seeds on standalone: a gate that cannot fail proves nothing",
  ]);
  expect(verdictOf({ ...quiet, rules: sampleGate.rules }).undecided).toEqual([
    "SC-5 was not judged: no run could be judged",
  ]);
  expect(verdictOf({ ...quiet, interrupted: true })).toEqual({
    verdict: "undecided",
    undecided: ["interrupted before the end"],
  });
});

it("believes no violation of a subject that differs from itself", () => {
  const divergence = { seed: 1, step: 2, before: [], first: "a", second: "b" };
  const sweeps = sampleGate.sweeps.map((sweep) => ({ ...sweep, divergence }));
  expect(verdictOf({ sweeps }).verdict).toBe("undecided");
});
