import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { sendWakes as rule } from "./sendWakes.ts";

/** A receiver has waited for a second when something is sent to its topic. */
function sentMeanwhile(options?: Parameters<typeof writeTrial>[0]) {
  const run = writeTrial(options);
  const wait = run.wait(run.open("r1"));
  const event = run.at(1_000).send("m1");
  return { run, wait, event };
}

it("holds when the send wakes who waits, at the latest after the declared time", () => {
  const { run, wait, event } = sentMeanwhile();
  run.at(1_010).answer(wait, { event });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at who sleeps on, and at the send", () => {
  const { run } = sentMeanwhile();
  run.at(5_000);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r1 waited from 0 ms to 5,000 ms, although m1 had been sent to t1 at 1,000 ms",
        "events": [
          3,
          5,
        ],
      },
    ]
  `);
});

it("points at who wakes late", () => {
  const { run, wait, event } = sentMeanwhile();
  run.at(1_011).answer(wait, { event });
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 waited from 0 ms to 1,011 ms, although m1 had been sent to t1 at 1,000 ms",
    ]
  `);
});

it("asks for every name of the topic, and for no other topic", () => {
  const run = writeTrial();
  const first = run.wait(run.open("r1"));
  run.wait(run.open("r2", { as: "n2" }));
  run.wait(run.open("r3", { topic: "t2" }));
  const event = run.send("m1");
  run.answer(first, { event });
  run.at(5_000);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r2 waited from 0 ms to 5,000 ms, although m1 had been sent to t1 at 0 ms",
    ]
  `);
});

it("lets who was called off end, and one of two under a name do the work", () => {
  const cancelled = sentMeanwhile();
  cancelled.run.at(1_005).cancel(cancelled.wait);
  cancelled.run.at(5_000);
  expect(rule.check(cancelled.run.end())).toEqual([]);

  const shared = sentMeanwhile();
  shared.run.wait(shared.run.open("r2"));
  shared.run.at(1_005).answer(shared.wait, { event: shared.event });
  shared.run.acknowledge("r1", shared.event);
  shared.run.at(5_000);
  expect(rule.check(shared.run.end())).toEqual([]);
});

it("promises nothing of a send that failed, or of which nobody knows", () => {
  const run = writeTrial();
  run.wait(run.open("r1"));
  run.fail(run.beginSend("m1")[0]);
  run.lose(run.beginSend("m2")[0]);
  run.at(5_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("does not count while the process stands still, or a node is in trouble", () => {
  const paused = sentMeanwhile();
  paused.run.at(1_001).process("p1", "paused");
  paused.run.at(4_000).process("p1", "resumed");
  paused.run.answer(paused.wait, { event: paused.event });
  expect(rule.check(paused.run.end())).toEqual([]);

  const { run } = sentMeanwhile({ capabilities: ["durable"] });
  run.at(1_001).world({ type: "node", node: "redis-1", shard: "shard", change: "failed" });
  run.at(5_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("does not ask for what a failover took back, or what died with its process", () => {
  const { run } = sentMeanwhile({ capabilities: ["durable"] });
  run.at(1_001).incident("failover");
  run.at(100_000);
  expect(rule.check(run.end())).toEqual([]);

  const inMemory = writeTrial();
  inMemory.send("m1");
  inMemory.at(1_000).process("p1", "crashed");
  inMemory.process("p1", "started");
  inMemory.wait(inMemory.open("r1"));
  inMemory.at(5_000);
  expect(rule.check(inMemory.end())).toEqual([]);
});
