import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { fenceRises as rule } from "./fenceRises.ts";

function told(...fences: readonly string[]) {
  const run = writeTrial();
  run.start("c1", "c2");
  for (const [turn, fence] of fences.entries()) {
    run.at(1_000 * (turn + 1)).own(turn % 2 === 0 ? "c1" : "c2", run.add("s1", `m${turn}`), fence);
  }
  return run;
}

it("holds for whole numbers and for ids that rise", () => {
  expect(rule.check(told("9", "10", "11").end())).toEqual([]);
  expect(rule.check(told("1767225600000-9", "1767225600000-10", "1767225600001-0").end())).toEqual(
    [],
  );
});

it("points at a fence that is not higher", () => {
  expect(sentences(rule.check(told("9", "10", "9").end()))).toMatchInlineSnapshot(`
    [
      "c1 was told at 3,000 ms that it owns s1 with fence 9, but c2 had been told at 2,000 ms with fence 10",
    ]
  `);
  expect(rule.check(told("10", "10").end())).toHaveLength(1);
});

it("begins anew after an incident", () => {
  const run = told("9");
  run.incident("restart-empty");
  run.own("c2", run.add("s1", "later"), "1");
  expect(rule.check(run.end())).toEqual([]);
});
