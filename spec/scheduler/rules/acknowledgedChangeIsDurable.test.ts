import { expect, it } from "vitest";
import type { Acknowledgement } from "../../durability.ts";
import { writeTrial } from "../writeTrial.testkit.ts";
import { acknowledgedChangeIsDurable as rule } from "./acknowledgedChangeIsDurable.ts";

const pause = { name: "pause", id: "s1" } as const;
const byOne: Acknowledgement = { means: "replicated", replicas: 1 };

/** A pause that was acknowledged, with the schedules as they stood before it. */
function paused(acknowledges: Acknowledgement) {
  const run = writeTrial({ acknowledges });
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  const past = run.remember();
  run.call("owner", pause, "s1", { status: "paused" });
  return { run, past };
}

it("holds when a failover takes what only the master had received", () => {
  const { run, past } = paused({ means: "received" });
  run.at(1_000).incident("failover", past);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the operation that a replica was to have, and at the failover that took it", () => {
  const { run, past } = paused(byOne);
  run.node("r1", "failed");
  run.at(1_000).incident("failover", past);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the pause by owner on s1 was acknowledged at 4 ms as held by a replica, but the failover to r2 at 1,000 ms took it back, which that does not allow",
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

it("holds when the only replica had crashed and not caught up, and not when it was only cut off", () => {
  const failedOver = (fault: "node-crash" | "replication-cut", hasCaughtUp: boolean) => {
    const { run, past } = paused(byOne);
    run.fault(fault, "r2");
    run.node("r2", "failed");
    if (hasCaughtUp) run.node("r2", "recovered");
    run.node("r1", "failed");
    run.at(1_000).incident("failover", past);
    return rule.check(run.end());
  };
  expect(failedOver("node-crash", false)).toEqual([]);
  expect(failedOver("node-crash", true)).toHaveLength(1);
  expect(failedOver("replication-cut", false)).toHaveLength(1);
});

it("holds when one of two replicas was to have it, and two nodes of the shard had failed at once", () => {
  const failedOver = (others: readonly string[]) => {
    const { run, past } = paused(byOne);
    for (const node of others) run.node(node, "failed");
    run.node("r1", "failed");
    run.at(1_000).incident("failover", past, "r3", "r1", 2);
    return rule.check(run.end());
  };
  expect(failedOver(["r2"])).toEqual([]);
  expect(failedOver([])).toHaveLength(1);
});

it("does not count two failures that were over before the operation", () => {
  const run = writeTrial({ acknowledges: byOne });
  run.node("r2", "failed");
  run.node("r1", "failed");
  run.node("r2", "recovered");
  run.at(1_000).define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 6_000 });
  run.at(2_000).incident("failover", new Map(), "r3", "r1", 2);
  expect(rule.check(run.end())).toHaveLength(1);
});

it("lets a forced takeover choose a replica that has less, when not all were waited for", () => {
  const two = paused(byOne);
  two.run.at(1_000).incident("takeover", two.past, "r3", "r1", 2);
  expect(rule.check(two.run.end())).toEqual([]);

  const one = paused(byOne);
  one.run.at(1_000).incident("takeover", one.past, "r2", "r1", 1);
  expect(rule.check(one.run.end())).toHaveLength(1);
});

it.each(["restart-empty", "restart-snapshot", "flush", "evict"] as const)(
  "lets %s take what all replicas have, because they follow their master",
  (incident) => {
    const { run } = paused(byOne);
    run.at(1_000).incident(incident, new Map(), "r1", null);
    expect(rule.check(run.end())).toEqual([]);
  },
);

it("points at what was acknowledged although no server had received it", () => {
  const run = writeTrial();
  const op = run.invoke("owner", pause);
  run.at(50).answer(op, null, { commands: 0 });
  expect(rule.check(run.end()).map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "the pause by owner was acknowledged at 50 ms, but no server had received it",
    ]
  `);
});

it("does not judge that while another call of the process was open, whose command it may have been", () => {
  const run = writeTrial();
  const op = run.invoke("owner", pause);
  const other = run.invoke("owner", { name: "claim" });
  run.answer(op, null, { commands: 0 });
  run.answer(other, { claim: null });
  expect(rule.check(run.end())).toEqual([]);
});

it("asks of a claim that was executed twice only for the schedule that its answer gives", () => {
  const claimed = (answer: "s1" | "s2") => {
    const run = writeTrial({ acknowledges: byOne });
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.define({ id: "s2", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    const past = run.remember();
    const op = run.at(6_000).invoke("w1", { name: "claim" });
    run.change(op, "s1", { nextRunAtMs: 10_000, runCount: 1 });
    run.at(7_000).incident("takeover", past, "r2", "r1", 1);
    run.change(op, "s2", { nextRunAtMs: 10_000, runCount: 1 });
    run.answer(op, { claim: { id: answer, dueAtMs: 5_000, token: "t" } });
    return rule.check(run.end());
  };
  expect(claimed("s2")).toEqual([]);
  expect(claimed("s1")).toHaveLength(1);
});

it("lets an acknowledgement that means nothing be of anything", () => {
  const { run, past } = paused({ means: "none" });
  run.at(1_000).incident("failover", past);
  run.answer(run.invoke("owner", pause), null, { commands: 0 });
  expect(rule.check(run.end())).toEqual([]);
});
