import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { dueOccurrenceIsClaimedInTime as rule } from "./dueOccurrenceIsClaimedInTime.ts";

/** A schedule that is due at 5,000 ms, before a subject that promises to claim within 1,000 ms. */
function due() {
  const run = writeTrial({ latenessMs: 1_000 });
  run.at(90).claimNothing("w1");
  run.at(100).define({ id: "s1", everyMs: 60_000 }, { nextRunAtMs: 5_000 });
  return run;
}

it("holds while the promised time is not over", () => {
  const run = due();
  run.at(6_000).claimNothing("w1");
  run.at(6_100).claim("w1", "s1", 5_000, { nextRunAtMs: 65_000, runCount: 1 });
  run.at(8_000).claimNothing("w1");
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a worker that was told that nothing is due", () => {
  const run = due();
  run.at(6_001).claimNothing("w1");
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 could be claimed from 5,000 ms on, but w1 asked at 6,001 ms and was told that nothing is due",
        "events": [
          4,
          6,
          7,
        ],
      },
    ]
  `);
});

it("points only once at a schedule that is overlooked again and again", () => {
  const run = due();
  for (let at = 7_000; at < 9_000; at += 100) run.at(at).claimNothing("w1");
  expect(rule.check(run.end())).toHaveLength(1);
});

it("excuses a worker that stood still, died or had trouble with its network meanwhile", () => {
  const run = due();
  const op = run.at(7_000).invoke("w1", { name: "claim" });
  run.process("w1", "paused");
  run.process("w1", "resumed");
  run.answer(op, { claim: null });
  run.at(7_500).fault("delay", "w1");
  run.at(8_000).claimNothing("w1");
  run.at(8_500).process("w1", "healed");
  expect(rule.check(run.end())).toEqual([]);
});

it("does not excuse a wrong clock", () => {
  const run = due();
  run.fault("skew", "w1");
  run.at(7_000).claimNothing("w1");
  expect(rule.check(run.end())).toHaveLength(1);
});

it("counts from the last change of the schedule, the end of its lease and the last data fault", () => {
  const run = due();
  run.at(6_500).call("owner", { name: "trigger", id: "s1" }, "s1", { runCount: 1 }, true);
  run.at(7_400).claimNothing("w1");
  run.at(7_450).claim("w1", "s1", 5_000, { leasedUntilMs: 12_451, runCount: 2 });
  run.at(13_400).claimNothing("w2");
  run.at(13_450).fault("missing-member", "s1");
  run.at(14_400).claimNothing("w2");
  expect(rule.check(run.end())).toEqual([]);
});

it("does not expect a claim after the schedule's end, nor of what is paused", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 60_000, toMs: 5_500 }, { nextRunAtMs: 5_000 });
  run.define({ id: "s2", everyMs: 60_000 }, { nextRunAtMs: 5_000, status: "paused" });
  run.at(9_000).claimNothing("w1");
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a quiet period in which no claim was answered at all", () => {
  const run = due();
  run.at(4_000).quiet();
  run.at(4_100).invoke("w1", { name: "claim" });
  expect(rule.check(run.at(30_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "schedule s1 could be claimed from 5,000 ms on, but no claim was answered until the end at 30,000 ms; the last call of w1 was claim at 4,100 ms",
        "events": [
          4,
          7,
          8,
        ],
      },
    ]
  `);
});

it("points at a completion that never came back, and waits for a dispatch that may take long", () => {
  const stuck = due();
  stuck.define({ id: "s2", everyMs: 60_000 }, { nextRunAtMs: 4_000 });
  stuck.at(4_500).quiet();
  const claim = stuck.at(5_100).claim("w1", "s2", 4_000, { nextRunAtMs: 64_000, runCount: 1 });
  const busy = writeTrial();
  expect(rule.check(busy.end())).toEqual([]);
  stuck.dispatch(claim);
  stuck.invoke("w1", { name: "complete", claim: { id: "s2", dueAtMs: 4_000, token: "t" } });
  expect(rule.check(stuck.at(30_000).end())).toHaveLength(1);

  const dispatching = due();
  dispatching.define({ id: "s2", everyMs: 60_000 }, { nextRunAtMs: 4_000 });
  dispatching.at(4_500).quiet();
  dispatching.at(5_100).claim("w1", "s2", 4_000, { nextRunAtMs: 64_000, runCount: 1 });
  expect(rule.check(dispatching.at(30_000).end())).toEqual([]);
});

it("asks nobody when no worker is up", () => {
  const run = due();
  run.at(4_000).quiet();
  run.process("w1", "crashed");
  expect(rule.check(run.at(30_000).end())).toEqual([]);
});

it("does not blame a worker that was told so by a replaced node", () => {
  const told = (isAside: boolean) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.at(4_000).incident("failover");
    const op = run.at(7_000).invoke("w1", { name: "claim" });
    if (isAside) run.changeAside(op, "r1", "s2", { nextRunAtMs: 90_000 });
    run.answer(op, { claim: null });
    return rule.check(run.end());
  };
  expect(told(true)).toEqual([]);
  expect(told(false)).toHaveLength(1);
});

it("allows for a server's clock that is behind, and for no more", () => {
  const toldAt = (at: number) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.clock("r1", -3_000);
    run.at(at).claimNothing("w1");
    return rule.check(run.end());
  };
  expect(toldAt(8_900)).toEqual([]);
  expect(toldAt(9_100)).toHaveLength(1);
});
