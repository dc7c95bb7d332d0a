import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { noScheduleDies as rule } from "./noScheduleDies.ts";

const everyFive = { id: "s1", everyMs: 5_000 };

/** A claim in two steps whose worker dies between them: the next instant is cleared and never set. */
function halfClaimed(config: Parameters<ReturnType<typeof writeTrial>["define"]>[0]) {
  const run = writeTrial({ leaseMs: null });
  run.define(config, { nextRunAtMs: 5_000 });
  const claim = run.at(5_000).invoke("w1", { name: "claim" });
  run.change(claim, config.id, { nextRunAtMs: null, runCount: 1 });
  run.lose(claim, "w1 died");
  run.process("w1", "crashed");
  return run;
}

it("holds for a schedule with a next occurrence, however late it is", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the claim that left a schedule without a next occurrence", () => {
  const run = halfClaimed(everyFive);
  run.at(60_000);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 is active, but the claim of w1 left it without a next occurrence at 5,000 ms, and nothing gave it one until the end",
        "events": [
          4,
          5,
          6,
          8,
        ],
      },
    ]
  `);
});

it("says so of cron schedules too", () => {
  const run = halfClaimed({ id: "s1", cron: "0 3 * * *" });
  run.at(60_000);
  expect(rule.check(run.end())).toHaveLength(1);
});

it("lets a schedule end that has reached its limit, or its end", () => {
  const atLimit = halfClaimed({ ...everyFive, limit: 1 });
  expect(rule.check(atLimit.at(60_000).end())).toEqual([]);
  const atEnd = halfClaimed({ ...everyFive, toMs: 8_000 });
  expect(rule.check(atEnd.at(60_000).end())).toEqual([]);
});

it("does not ask a cron schedule to run that names no further instant", () => {
  const run = writeTrial({ leaseMs: null });
  run.define({ id: "s1", cron: "0 0 30 2 *" }, { nextRunAtMs: null });
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("accepts that a worker, held up between two steps, found the end passed", () => {
  const run = writeTrial({ leaseMs: null });
  run.define({ ...everyFive, toMs: 20_000 }, { nextRunAtMs: 5_000 });
  const claim = run.at(5_000).invoke("w1", { name: "claim" });
  run.change(claim, "s1", { nextRunAtMs: null, runCount: 1 });
  run.process("w1", "paused");
  run.at(19_000).process("w1", "resumed");
  run.answer(claim, { claim: { id: "s1", dueAtMs: 5_000, token: null } });
  run.at(19_100).claimNothing("w1");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("waits for a claim that was under way when the run ended", () => {
  const run = writeTrial({ leaseMs: null });
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { nextRunAtMs: null, runCount: 1 });
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("accepts that a move past the end leaves nothing to run", () => {
  const run = writeTrial();
  run.define({ ...everyFive, toMs: 90_000 }, { nextRunAtMs: 5_000 });
  const update = { name: "update", id: "s1", nextRunAtMs: 95_000 } as const;
  run.call("owner", update, "s1", { nextRunAtMs: null });
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("leaves a paused schedule alone", () => {
  const run = halfClaimed(everyFive);
  run.call("owner", { name: "pause", id: "s1" }, "s1", { status: "paused" });
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at whoever removed a schedule that nobody deleted", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, null);
  expect(rule.check(run.at(60_000).end())[0]?.because).toMatchInlineSnapshot(
    `"schedule s1 was removed by the claim of w1 at 5,001 ms"`,
  );
});

it("accepts a deletion, and a hash that a fault took", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.call("owner", { name: "delete", id: "s1" }, "s1", null);
  run.define({ id: "s2", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.fault("missing-hash", "s2");
  run.change({ process: null }, "s2", null);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("asks for a schedule whose definition was acknowledged and never took effect", () => {
  const run = writeTrial();
  const op = run.invoke("owner", { name: "define", config: everyFive });
  run.at(2).answer(op, null);
  expect(rule.check(run.at(60_000).end())[0]?.because).toMatchInlineSnapshot(
    `"schedule s1 was defined by owner at 2 ms, but never existed"`,
  );
});

it("lets a schedule be gone that a failover took, or that existed only at a replaced node", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  run.at(1_000).incident("failover", new Map());
  const config = { id: "s2", everyMs: 5_000 };
  const op = run.invoke("owner", { name: "define", config });
  run.changeAside(op, "r1", "s2", { everyMs: 5_000, nextRunAtMs: 6_000 });
  run.answer(op, null);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at a schedule that never existed, whatever failed over meanwhile", () => {
  const run = writeTrial();
  run.incident("failover");
  run.answer(run.invoke("owner", { name: "define", config: { id: "s1", everyMs: 5_000 } }), null);
  expect(rule.check(run.at(60_000).end())).toHaveLength(1);
});

it("finds out that a schedule existed at a replaced node only, when the change of it may have been the definition", () => {
  const defined = (change: { readonly process: string; readonly id: string }) => {
    const run = writeTrial();
    run.incident("failover");
    const op = run.invoke("w1", { name: "define", config: { id: "s1", everyMs: 5_000 } });
    run.changeAside({ process: change.process }, "r1", change.id, { everyMs: 5_000 });
    run.answer(op, null);
    return rule.check(run.at(60_000).end());
  };
  expect(defined({ process: "w1", id: "s1" })).toEqual([]);
  expect(defined({ process: "w2", id: "s1" })).toHaveLength(1);
  expect(defined({ process: "w1", id: "s2" })).toHaveLength(1);
});
