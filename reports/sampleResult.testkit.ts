import type { SweepResult } from "../spec/result.ts";

/** A sweep in which everything happened that a report has to tell. */
export const sampleResult: SweepResult = {
  plan: {
    contract: "scheduler",
    subject: "broken/trustsTheScore",
    backend: "model",
    seeds: "seeds 1..2000",
    shard: null,
    topology: "standalone",
    strategy: "mixed",
    faults: ["crash", "stale-early", "wrong-type"],
    versions: { claimcheck: "0.1.0", redis: "7.0.15" },
  },
  verdict: "violated",
  seeds: 2_000,
  strategies: new Map([
    ["random", 1_000],
    ["enumeration", 1_000],
  ]),
  digest: "0123456789abcdef0123456789abcdef",
  rules: [
    rule("SC-1", "must", "violated", 1_997, 3, "No occurrence is claimed early."),
    rule("SC-2", "must", "held", 2_000, 0, "An occurrence has one owner."),
    rule("SC-3", "should", "violated", 1_999, 1, "A claim is cheap | always."),
    { ...rule("SC-4", "must", "untested", 0, 0, "A limit holds."), reason: 'needs "limit"' },
  ],
  violations: [
    {
      rule: "SC-1",
      level: "must",
      statement: "No occurrence is claimed early.",
      seed: 17,
      strategy: "random",
      strategyRuns: 9,
      because: 'w1 claimed "s1" early & <often>',
      steps: 3,
      stepsDrawn: 41,
      artefact: ".claimcheck/broken-trustsTheScore-SC-1-17.json",
      story: "SC-1 violated: No occurrence is claimed early.\n  100% of them\u0000",
    },
    {
      rule: "SC-3",
      level: "should",
      statement: "A claim is cheap | always.",
      seed: 4,
      strategy: "enumeration",
      strategyRuns: 2,
      because: "it was not",
      steps: 2,
      stepsDrawn: 2,
      artefact: null,
      story: "SC-3 violated (SHOULD, not fatal): A claim is cheap | always.",
    },
  ],
  undecided: [{ reason: "UNSUPPORTED_COMMAND XADD", runs: 2, seed: 9 }],
  divergence: null,
  faults: new Map([
    ["crash", 1_500],
    ["stale-early", 20],
    ["wrong-type", 0],
  ]),
  notStruck: [],
  ledger: {
    acknowledged: 9_000,
    survived: 8_960,
    mayHaveBeenLost: 38,
    lost: 2,
    takenBy: { failover: 36, flush: 4 },
    repeated: { "lease over": 7, "taken back": 1 },
  },
  commands: 1_234_567,
  simulatedMs: 86_400_000,
  wallMs: 12_345,
  interrupted: false,
};

function rule(
  id: string,
  level: "must" | "should",
  verdict: "held" | "violated" | "untested",
  held: number,
  violated: number,
  statement: string,
) {
  return { rule: id, level, statement, verdict, held, violated, reason: "" } as const;
}
