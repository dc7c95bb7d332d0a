import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { nothingLeaks as rule } from "./nothingLeaks.ts";

const nothing = { isRunning: false, connections: 0, subscriptions: 0, timers: 0 };

/** A run in whose quiet phase c1 has left. */
function left(during: (run: ReturnType<typeof writeTrial>) => void = () => undefined) {
  const run = writeTrial();
  run.start("c1");
  during(run);
  run.at(10_000).quiet();
  run.at(80_000).call("c1", { name: "shutdown" });
  return run.at(85_000);
}

it("holds when nothing is left", () => {
  const run = left((trial) => {
    const id = trial.add("s1");
    trial.own("c1", id);
    trial.complete("c1", id);
    trial.add("still there");
  });
  expect(rule.check(run.end({ processes: [{ process: "c1", ...nothing }] }))).toEqual([]);
});

it("points at an acknowledged entry that stays", () => {
  const run = left((trial) => {
    const id = trial.add("s1");
    trial.own("c1", id);
    trial.strand(id, "c1");
  });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "1-0 (s1) was acknowledged by c1 at 0 ms and is still in the stream at the end",
        "events": [
          11,
          15,
        ],
      },
    ]
  `);
});

it("points at a pending id without an entry", () => {
  const run = left((trial) => {
    const id = trial.add("s1");
    trial.own("c1", id);
    trial.move(id, { place: "trimmed", consumer: "c1", deliveries: 1 }, null);
  });
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "1-0 (s1) was trimmed by 0 ms and is still pending at the end",
    ]
  `);
});

it("points at names, connections and timers of who has left", () => {
  const rest = { process: "c1", ...nothing, connections: 2, timers: 1 };
  const analysis = left().end({ groupConsumers: ["c1"], processes: [rest] });
  expect(sentences(rule.check(analysis))).toMatchInlineSnapshot(`
    [
      "the group still names c1, although all consumers have shut down",
      "c1 had shut down at 80,000 ms, but still has 2 connections, 1 timer",
    ]
  `);
});

it("does not count the names and connections of who is there", () => {
  const run = writeTrial();
  run.start("c1");
  run.quiet();
  const rest = { process: "c1", ...nothing, isRunning: true, connections: 2 };
  expect(rule.check(run.end({ groupConsumers: ["c1"], processes: [rest] }))).toEqual([]);
});
