import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { idleIsCheap as rule } from "./idleIsCheap.ts";

function oneSchedule() {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  return run.at(100);
}

it("holds for a look at the first entry", () => {
  const run = oneSchedule();
  run.claimNothing("w1", { commands: 1, elements: 8 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a poll that reads more than it needs", () => {
  const run = oneSchedule();
  run.claimNothing("w1", { commands: 5, elements: 80 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the claim of w1 at 100 ms found nothing for 5 commands and 80 elements; 3 and 64 would do",
        "events": [
          4,
          5,
        ],
      },
    ]
  `);
});

it("does not charge the poll that repairs a corrupted index, nor those after it", () => {
  const run = oneSchedule();
  run.fault("orphan-member", "s9");
  run.claimNothing("w1", { commands: 1, elements: 400 });
  expect(rule.check(run.end())).toEqual([]);
});

it("leaves claims alone that found something", () => {
  const run = oneSchedule();
  const op = run.at(5_000).invoke("w1", { name: "claim" });
  run.answer(
    op,
    { claim: { id: "s1", dueAtMs: 5_000, token: "t" } },
    { commands: 5, elements: 80 },
  );
  expect(rule.check(run.end())).toEqual([]);
});

it("leaves claims alone that had found something, which somebody took from them before the answer", () => {
  const cost = { commands: 5, elements: 80 };
  const answered = (takes: boolean) => {
    const run = oneSchedule();
    const op = run.at(5_000).invoke("w1", { name: "claim" });
    if (takes) run.change(op, "s1", { leasedUntilMs: 10_000, runCount: 1 });
    run.call("owner", { name: "update", id: "s1", nextRunAtMs: 9_000 }, "s1", {
      nextRunAtMs: 9_000,
      leasedUntilMs: null,
    });
    run.answer(op, { claim: null }, cost);
    return rule.check(run.end());
  };
  expect(answered(true)).toEqual([]);
  expect(answered(false)).toHaveLength(1);
});

it("allows for a script that the node had forgotten", () => {
  const run = oneSchedule();
  run.fault("script-flush", "redis");
  run.claimNothing("w1", { commands: 4 });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not count what an incident meanwhile cost a claim, and counts what came after it", () => {
  const found = (isDuring: boolean) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    if (!isDuring) run.at(900).incident("failover");
    const op = run.at(1_000).invoke("w1", { name: "claim" });
    if (isDuring) run.at(1_001).incident("failover");
    run.at(1_002).answer(op, { claim: null }, { commands: 9 });
    return rule.check(run.end());
  };
  expect(found(true)).toEqual([]);
  expect(found(false)).toHaveLength(1);
});
