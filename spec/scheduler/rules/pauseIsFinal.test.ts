import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { pauseIsFinal as rule } from "./pauseIsFinal.ts";

const everyFive = { id: "s1", everyMs: 5_000 };

function paused() {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.call("owner", { name: "pause", id: "s1" }, "s1", { status: "paused" });
  return run;
}

it("holds until the schedule is resumed", () => {
  const run = paused();
  run.define(everyFive, { nextRunAtMs: 6_000 });
  run.call("owner", { name: "resume", id: "s1" }, "s1", { status: "active" });
  run.at(6_000).claim("w1", "s1", 6_000, { leasedUntilMs: 11_001, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a definition that started a paused schedule again", () => {
  const run = paused();
  run.define(everyFive, { status: "active" });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 was paused, but the definition by owner made it active at 5 ms",
        "events": [
          5,
          7,
          8,
          9,
        ],
      },
    ]
  `);
});

it("does not hold against a schedule that it was paused before it was deleted", () => {
  const run = paused();
  run.call("owner", { name: "delete", id: "s1" }, "s1", null);
  run.define(everyFive, { nextRunAtMs: 5_000 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a claim of a schedule that was paused before the claim began", () => {
  const run = paused();
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 was claimed by w1 at 5,001 ms, although it was paused",
        "events": [
          5,
          7,
          8,
          9,
        ],
      },
    ]
  `);
});

it("accepts a claim in two steps with the pause between them, as if it had come first", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const claim = run.at(5_000).invoke("w1", { name: "claim" });
  run.call("owner", { name: "pause", id: "s1" }, "s1", { status: "paused" });
  run.change(claim, "s1", { leasedUntilMs: 10_001, runCount: 1 });
  run.answer(claim, { claim: { id: "s1", dueAtMs: 5_000, token: "t" } });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a pause that was acknowledged and never in force", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const op = run.invoke("owner", { name: "pause", id: "s1" });
  run.at(1_000).answer(op, null);
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the pause of s1 by owner was acknowledged at 1,000 ms, but the schedule stayed active"`,
  );
});

it("does not ask for the pause of a schedule that may not have existed", () => {
  const run = writeTrial();
  const op = run.invoke("owner", { name: "pause", id: "s1" });
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(1_000).answer(op, null);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a failover and a replaced node undo a pause, and still asks the owner", () => {
  const pausedAt = (where: "owner" | "replaced" | "nowhere") => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.at(1_000).incident("failover");
    const past = run.remember();
    const op = run.at(2_000).invoke("owner", { name: "pause", id: "s1" });
    if (where === "owner") run.change(op, "s1", { status: "paused" });
    if (where === "replaced") run.changeAside(op, "r1", "s1", { status: "paused" });
    run.answer(op, null);
    run.at(3_000).incident("failover", past, "r3", "r2");
    run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
    return rule.check(run.end());
  };
  expect(pausedAt("owner")).toEqual([]);
  expect(pausedAt("replaced")).toEqual([]);
  expect(pausedAt("nowhere")).toHaveLength(1);
});

it("judges a claim at a replaced node by the status there", () => {
  const claimedAside = (status: "active" | "paused") => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000, status });
    run.at(1_000).incident("failover");
    const name = status === "active" ? "pause" : "resume";
    const other = status === "active" ? "paused" : "active";
    run.at(2_000).call("owner", { name, id: "s1" }, "s1", { status: other });
    const op = run.at(5_000).invoke("w1", { name: "claim" });
    run.changeAside(op, "r1", "s1", { status, leasedUntilMs: 10_000, runCount: 1 });
    run.answer(op, { claim: { id: "s1", dueAtMs: 5_000, token: "t" } });
    return rule.check(run.end());
  };
  expect(claimedAside("active")).toEqual([]);
  expect(claimedAside("paused")).toHaveLength(1);
});
