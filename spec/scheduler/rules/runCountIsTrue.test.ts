import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { runCountIsTrue as rule } from "./runCountIsTrue.ts";

const everySecond = { id: "s1", everyMs: 1_000 };

function defined(leaseMs: number | null = null) {
  const run = writeTrial({ leaseMs });
  run.define(everySecond, { nextRunAtMs: 1_000 });
  return run;
}

it("holds for one claim and one trigger that were counted", () => {
  const run = defined();
  run.at(1_000).claim("w1", "s1", 1_000, { nextRunAtMs: 2_000, runCount: 1 });
  run.call("owner", { name: "trigger", id: "s1" }, "s1", { runCount: 2 }, true);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a count that a redefinition reset", () => {
  const run = defined();
  run.at(1_000).claim("w1", "s1", 1_000, { nextRunAtMs: 2_000, runCount: 1 });
  run.define(everySecond, { runCount: 0 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the run count of s1 is 0; 1 would be right (1 claimed, 0 triggered)",
        "events": [
          2,
          5,
          10,
        ],
      },
    ]
  `);
});

it("finds the trigger that was overwritten by another one", () => {
  const run = defined();
  const [first, second] = ["a", "b"].map((by) => run.invoke(by, { name: "trigger", id: "s1" }));
  run.change(first!, "s1", { runCount: 1 });
  run.answer(first!, true);
  run.answer(second!, true);
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the run count of s1 is 1; 2 would be right (0 claimed, 2 triggered)"`,
  );
});

it("counts an occurrence once, and says so when it was counted again", () => {
  const run = defined(5_000);
  run.at(1_000).claim("w1", "s1", 1_000, { leasedUntilMs: 6_001, runCount: 1 });
  run.at(7_000).claim("w2", "s1", 1_000, { leasedUntilMs: 12_001, runCount: 2 });
  expect(rule.check(run.end())).toHaveLength(1);
});

it("believes the state about a claim whose outcome is unknown", () => {
  const counted = defined();
  const lost = counted.at(1_000).invoke("w1", { name: "claim" });
  counted.change(lost, "s1", { nextRunAtMs: 2_000, runCount: 1 });
  counted.lose(lost);
  expect(rule.check(counted.end())).toEqual([]);

  const never = defined();
  never.lose(never.at(1_000).invoke("w1", { name: "claim" }));
  never.lose(never.at(1_000).invoke("w1", { name: "trigger", id: "s1" }));
  expect(rule.check(never.end())).toEqual([]);
});

it("allows either count when a claim of unknown outcome got only half way", () => {
  for (const runCount of [0, 1]) {
    const run = defined(5_000);
    const lost = run.at(1_000).invoke("w1", { name: "claim" });
    run.change(lost, "s1", { leasedUntilMs: 6_000 });
    run.lose(lost);
    if (runCount === 1) run.change({ process: "w1" }, "s1", { runCount });
    expect(rule.check(run.end())).toEqual([]);
  }
});

it("counts an instant again that the owner set again", () => {
  const run = defined();
  run.at(1_000).claim("w1", "s1", 1_000, { nextRunAtMs: 2_000, runCount: 1 });
  const update = { name: "update", id: "s1", nextRunAtMs: 1_000 } as const;
  run.call("owner", update, "s1", { nextRunAtMs: 1_000 });
  run.claim("w1", "s1", 1_000, { nextRunAtMs: 2_000, runCount: 2 });
  expect(rule.check(run.end())).toEqual([]);
});

it("starts at zero for a schedule that was deleted and defined again", () => {
  const run = defined();
  run.at(1_000).claim("w1", "s1", 1_000, { nextRunAtMs: 2_000, runCount: 1 });
  run.call("owner", { name: "delete", id: "s1" }, "s1", null);
  run.define(everySecond, { nextRunAtMs: 5_000 });
  expect(rule.check(run.end())).toEqual([]);
});

it("expects no count of what a failover undid, nor of what happened at a replaced node", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  const past = run.remember();
  run.at(1_000).call("owner", { name: "trigger", id: "s1" }, "s1", { runCount: 1 }, true);
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 2 });
  run.at(5_500).incident("failover", past);
  const aside = run.at(5_600).invoke("owner", { name: "trigger", id: "s1" });
  run.changeAside(aside, "r1", "s1", { runCount: 1 });
  run.answer(aside, true);
  run.at(6_000).claim("w2", "s1", 5_000, { leasedUntilMs: 11_001, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a count that kept what the failover undid", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  const past = run.remember();
  run.at(1_000).call("owner", { name: "trigger", id: "s1" }, "s1", { runCount: 1 }, true);
  run.at(2_000).incident("failover", past);
  run.at(5_000).claim("w2", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 2 });
  expect(rule.check(run.end()).map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "the run count of s1 is 2; 1 would be right (1 claimed, 0 triggered)",
    ]
  `);
});

it("counts from what came back when a failover brought a deleted schedule back", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.at(1_000).call("owner", { name: "trigger", id: "s1" }, "s1", { runCount: 1 }, true);
  const past = run.remember();
  run.at(2_000).call("owner", { name: "delete", id: "s1" }, "s1", null);
  run.at(3_000).incident("failover", past);
  run.at(5_000).claim("w2", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 2 });
  expect(rule.check(run.end())).toEqual([]);
});
