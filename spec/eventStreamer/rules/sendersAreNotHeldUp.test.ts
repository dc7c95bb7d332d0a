import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { sendersAreNotHeldUp as rule } from "./sendersAreNotHeldUp.ts";

/** Somebody waits while something is sent. */
function sending(options?: Parameters<typeof writeTrial>[0]) {
  const run = writeTrial(options);
  run.wait(run.open("r1"));
  return { run, send: run.beginSend("m1")[0] };
}

it("holds when a send ends within the declared time", () => {
  const { run, send } = sending();
  run.at(10).answer(send);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a send that takes longer, or never ends", () => {
  const { run, send } = sending();
  run.at(11).answer(send);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "m1 was sent to t1 at 0 ms, and the send went on until 11 ms",
        "events": [
          4,
          5,
        ],
      },
    ]
  `);

  const forEver = sending().run;
  forEver.at(5_000);
  expect(sentences(rule.check(forEver.end()))).toMatchInlineSnapshot(`
    [
      "m1 was sent to t1 at 0 ms, and the send went on until 5,000 ms",
    ]
  `);
});

it("does not count while the process stands still, or a node is in trouble", () => {
  const paused = sending();
  paused.run.process("p1", "paused");
  paused.run.at(4_000).process("p1", "resumed");
  paused.run.answer(paused.send);
  expect(rule.check(paused.run.end())).toEqual([]);

  const { run, send } = sending({ capabilities: ["durable"] });
  run.world({ type: "node", node: "redis-1", shard: "shard", change: "failed" });
  run.at(4_000).answer(send);
  expect(rule.check(run.end())).toEqual([]);
});

/** A node takes no connections for twenty seconds, unless all heals before, and something is sent for five seconds then. */
function refused(sentAt: number, healedAt: number | null = null) {
  const run = writeTrial({ capabilities: ["durable"] });
  run.at(10_000);
  run.world({ type: "fault", fault: "connection-limit", target: "redis-1", detail: "took no more", forMs: 20_000 }); // prettier-ignore
  if (healedAt !== null) {
    run.at(healedAt);
    run.world({ type: "phase", phase: "quiet" });
  }
  run.at(sentAt);
  const [send] = run.beginSend("m1");
  run.at(sentAt + 5_000).answer(send);
  return rule.check(run.end());
}

it("does not count while a node refuses connections, and half a minute after that", () => {
  expect(refused(29_999)).toEqual([]);
  expect(refused(60_000)).toEqual([]);
  expect(refused(60_001)).toHaveLength(1);
  expect(refused(45_001, 15_000)).toHaveLength(1);
});
