import { expect, it } from "vitest";
import type { NotStruck } from "../../spec/result.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";
import { confirmationOf } from "./confirmationOf.ts";
import type { LockstepDifference } from "./difference.ts";

const rule = { id: "SC-2", level: "must", statement: "" } as const;
const difference: LockstepDifference = {
  atUs: 0,
  node: "redis-1",
  who: "w1",
  argv: ["GET", "k"],
  model: "$-1\r\n",
  real: "$1\r\nv\r\n",
};

function confirmation(
  isViolated: boolean,
  undecided: readonly string[],
  differs: boolean,
  notStruck: readonly NotStruck[] = [],
) {
  const verdict = { rule, verdict: isViolated ? "violated" : "held", violations: [] };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only these fields are looked at
  const run = { verdicts: [verdict as unknown as RuleVerdict], undecided, notStruck };
  const report = { server: "redis 7.0.15", differences: differs ? [difference] : [] };
  return confirmationOf(run, report, "SC-2");
}

it("confirms what a server shows that said all that the model said", () => {
  expect(confirmation(true, [], false)).toEqual({ confirmed: "redis 7.0.15" });
});

it("blames the model for what is gone, whether or not a reply was different", () => {
  expect(confirmation(false, [], false)).toEqual({ modelOnly: "redis 7.0.15" });
  expect(confirmation(false, ["they differ"], true)).toEqual({ modelOnly: "redis 7.0.15" });
});

it("says nothing of a run that a fault could not strike, unless it was violated all the same", () => {
  const missed = { kind: "node-crash", reason: "no", times: 1 } as const;
  const why = "node-crash did not strike: no";
  expect(confirmation(false, [], false, [missed])).toEqual({ undecided: true, why });
  expect(confirmation(true, [], false, [missed])).toEqual({ confirmed: "redis 7.0.15" });
});

it("believes nothing of a run that took another way, or could not be judged", () => {
  expect(confirmation(true, ["they differ"], true)).toEqual({
    undecided: true,
    why: "they differ",
  });
  expect(confirmation(false, ["a bound"], false)).toEqual({ undecided: true, why: "a bound" });
});
