import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { claimDoesBoundedWork as rule } from "./claimDoesBoundedWork.ts";

function withSchedules(count: number) {
  const run = writeTrial();
  for (let n = 1; n <= count; n++)
    run.define({ id: `s${n}`, everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  return run;
}

it("holds for the logarithm of the number of schedules", () => {
  const run = withSchedules(1_000);
  run.claimNothing("w1", { elements: 64 + 24 * 10 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a claim that looked at every schedule", () => {
  const run = withSchedules(100);
  run.claimNothing("w1", { elements: 100 * 12 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the claim of w1 at 200 ms touched 1200 elements; with 100 schedules at most 232 would do",
        "events": [
          301,
          302,
        ],
      },
    ]
  `);
});

it("counts the schedules that existed then, those to be migrated included", () => {
  const legacy = Array.from({ length: 1_000 }, (_, n) => ({ id: `old${n}`, everyMs: 5_000 }));
  const run = writeTrial({ legacy });
  run.claimNothing("w1", { elements: 300 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a claim of many commands", () => {
  const run = withSchedules(1);
  run.claimNothing("w1", { commands: 40 });
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the claim of w1 at 2 ms took 40 commands; with 1 schedule at most 12 would do"`,
  );
});

it("does not charge a claim for what its connection repeated", () => {
  const run = withSchedules(1);
  const op = run.invoke("w1", { name: "claim" });
  run.fault("lose-reply", "w1");
  run.answer(op, { claim: null }, { commands: 40, elements: 1_000 });
  expect(rule.check(run.end())).toEqual([]);
});
