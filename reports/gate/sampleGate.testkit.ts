import type { GateResult, GateRule } from "../../spec/gateResult.ts";
import { sampleResult } from "../sampleResult.testkit.ts";

/** A gate in which everything happened that a report has to tell. */
export const sampleGate: GateResult = {
  contract: "scheduler",
  subject: "examples/naive",
  module: "./examples/naiveScheduler.ts",
  backend: "model",
  versions: { claimcheck: "0.1.0", redis: "7.0.15" },
  verdict: "violated",
  canary: {
    subject: "broken/trustsTheScore",
    rule: "SC-1",
    topology: "standalone",
    caughtBy: 3,
    seeds: 3,
    undecided: null,
  },
  regressions: {
    folder: ".claimcheck",
    replayed: [
      {
        file: ".claimcheck/examples-naive-SC-2-4.json",
        rule: "SC-2",
        seed: 4,
        topology: "standalone",
        verdict: "violated",
        violated: [
          {
            rule: "SC-2",
            level: "must",
            because: "s4 was claimed twice",
            story: "SC-2 violated: An occurrence has one owner.",
          },
        ],
        undecided: [],
      },
      {
        file: ".claimcheck/examples-naive-SC-7-9.json",
        rule: "SC-7",
        seed: 9,
        topology: "standalone",
        verdict: "held",
        violated: [],
        undecided: [],
      },
    ],
    skipped: [
      { file: ".claimcheck/reference-SC-1-1.json", why: "it is of reference" },
      { file: ".claimcheck/reference-SC-2-1.json", why: "it is of reference" },
    ],
  },
  sweeps: [sampleResult],
  leftOut: [{ topology: "cluster", why: "examples/naive does not claim to work there" }],
  rules: [
    rule("SC-1", "violated", 1_997, 3, "No occurrence is claimed early."),
    { ...rule("SC-2", "violated", 2_000, 1, "An occurrence has one owner.") },
    rule("SC-3", "held", 1_999, 0, "A claim is cheap | always."),
    {
      ...rule("SC-4", "unasked", 0, 0, "A limit holds."),
      reason: "the subject does not declare limit",
    },
    { ...rule("SC-5", "undecided", 0, 0, "It works."), reason: "no run could be judged" },
  ],
  violations: sampleResult.violations.filter(({ level }) => level === "must"),
  confirmations: [
    {
      rule: "SC-2",
      artefact: ".claimcheck/examples-naive-SC-2-4.json",
      confirmation: { confirmed: "Redis 7.0.15" },
    },
    {
      rule: "SC-1",
      artefact: ".claimcheck/broken-trustsTheScore-SC-1-17.json",
      confirmation: { undecided: true, why: "no server of version 7.0 is at hand" },
    },
  ],
  undecided: ["SC-5 was not judged: no run could be judged"],
  wallMs: 61_000,
  interrupted: false,
};

function rule(
  id: string,
  verdict: GateRule["verdict"],
  held: number,
  violated: number,
  statement: string,
): GateRule {
  return {
    rule: id,
    level: "must",
    statement,
    verdict,
    held,
    violated,
    violatedOn: violated === 0 ? [] : [{ topology: "standalone", seed: 17 }],
    faults:
      held === 0 ? new Map() : new Map([["crash", 1_500] as const, ["stale-early", 20] as const]),
    reason: "",
  };
}
