import { describe, expect, it } from "vitest";
import { emptyLedger } from "../../spec/durability.ts";
import type { SeedResult, SeedRule } from "../../spec/result.ts";
import { createTally } from "./createTally.ts";
import { verdictOf } from "./verdictOf.ts";

const completed = { faultsNamed: [], interrupted: false };

describe("a tally", () => {
  it("counts runs, faults and work, and keeps the first seed that violated a rule", () => {
    const tally = createTally(["crash", "skew"]);
    tally.add(seed(1, { rules: [rule("SC-1", "held")], faults: [["crash", 2]] }));
    tally.add(seed(2, { rules: [rule("SC-1", "violated")] }));
    tally.add(seed(3, { rules: [rule("SC-1", "violated")], faults: [["crash", 1]] }));

    expect(tally.rules()).toMatchObject([
      { rule: "SC-1", verdict: "violated", held: 1, violated: 2 },
    ]);
    expect(tally.firstViolations()).toMatchObject([{ seed: 2, rule: { rule: "SC-1" } }]);
    expect([...tally.faults()]).toEqual([
      ["crash", 3],
      ["skew", 0],
    ]);
    expect([tally.seeds(), tally.commands(), tally.simulatedMs()]).toEqual([3, 30, 3_000]);
  });

  it("has a digest that follows from the seeds and their digests", () => {
    const twice = [1, 2].map(() => {
      const tally = createTally([]);
      tally.add(seed(1, { digest: "a" }));
      tally.add(seed(2, { digest: "b" }));
      return tally.digest();
    });
    const other = createTally([]);
    other.add(seed(1, { digest: "a" }));

    expect(twice[0]).toBe(twice[1]);
    expect(other.digest()).not.toBe(twice[0]);
    other.add(seed(2, { digest: "b" })); // asking for the digest changed nothing
    expect(other.digest()).toBe(twice[0]);
  });

  it("believes nothing that an undecided run says of a rule", () => {
    const tally = createTally([]);
    const undecided = ["UNSUPPORTED_COMMAND XADD"];
    tally.add(seed(1, { undecided, rules: [rule("SC-1", "violated"), rule("SC-2", "held")] }));

    expect(tally.firstViolations()).toEqual([]);
    expect(tally.rules()).toMatchObject([
      { rule: "SC-1", verdict: "untested", reason: "no run could be judged" },
      { rule: "SC-2", verdict: "untested", reason: "no run could be judged" },
    ]);
    expect(verdictOf(tally, completed).verdict).toBe("undecided");
  });

  it("keeps a bounded number of reasons, however many runs have one of their own", () => {
    const tally = createTally([]);
    for (let n = 1; n <= 1_000; n++) tally.add(seed(n, { undecided: [`reason ${n}`] }));

    expect(tally.undecided()).toHaveLength(21);
    expect(tally.undecided().at(-1)).toEqual({ reason: "other reasons", runs: 980, seed: 21 });
  });
});

describe("the verdict", () => {
  it("is held when every MUST rule held, whatever a SHOULD rule says", () => {
    const should = { ...rule("SC-2", "violated"), level: "should" } as const;
    expect(verdict([seed(1, { rules: [rule("SC-1", "held"), should] })])).toBe("held");
  });

  it("is violated when one run violates a MUST rule, although another was undecided", () => {
    const runs = [seed(1, { undecided: ["x"] }), seed(2, { rules: [rule("SC-1", "violated")] })];
    expect(verdict(runs)).toBe("violated");
  });

  it("is undecided without seeds, when interrupted, and when a fault that was asked for never struck", () => {
    expect(verdict([])).toBe("undecided");
    expect(verdict([seed(1, {})], { ...completed, interrupted: true })).toBe("undecided");
    expect(verdict([seed(1, {})], { ...completed, faultsNamed: ["crash"] })).toBe("undecided");
  });

  it("is undecided after a nondeterminism, although a rule was violated", () => {
    const divergence = { seed: 1, step: 1, before: [], first: "a", second: "b" };
    expect(verdict([seed(1, { divergence, rules: [rule("SC-1", "violated")] })])).toBe("undecided");
  });
});

function verdict(
  runs: readonly SeedResult[],
  asked: { readonly faultsNamed: readonly string[]; readonly interrupted: boolean } = completed,
): string {
  const tally = createTally(["crash"]);
  for (const run of runs) tally.add(run);
  return verdictOf(tally, asked).verdict;
}

it("counts the runs of each strategy, and says after how many of them something was found", () => {
  const tally = createTally([]);
  const violated = { rules: [rule("SC-1", "violated")] };
  tally.add(seed(1, {}));
  tally.add(seed(2, { strategy: "priority" }));
  tally.add(seed(3, {}));
  tally.add(seed(4, { strategy: "priority", ...violated }));
  tally.add(seed(5, violated));
  expect([...tally.strategies()]).toEqual([
    ["random", 3],
    ["priority", 2],
  ]);
  expect(tally.firstViolations()).toMatchObject([
    { seed: 4, strategy: "priority", strategyRuns: 2 },
  ]);
});

const seed = (number: number, part: Partial<SeedResult>): SeedResult => ({
  seed: number,
  search: { strategy: "random", base: null },
  strategy: "random",
  digest: `digest ${number}`,
  rules: [],
  undecided: [],
  faults: [],
  notStruck: [],
  ledger: emptyLedger,
  commands: 10,
  simulatedMs: 1_000,
  divergence: null,
  ...part,
});

const rule = (id: string, verdict: SeedRule["verdict"]): SeedRule => ({
  rule: id,
  level: "must",
  statement: `${id} holds.`,
  verdict,
  reason: "",
});
