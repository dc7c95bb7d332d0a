import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { nothingIsLeftBehind as rule } from "./nothingIsLeftBehind.ts";

/** A receiver that was given an event. */
function given(options?: Parameters<typeof writeTrial>[0]) {
  const run = writeTrial(options);
  run.open("r1");
  run.receive("r1", run.send("m1"), 1);
  run.at(1_000);
  return run;
}

it("holds when nobody listens any more, and no timer is set", () => {
  const run = given();
  run.rest(0, {});
  run.close("r1");
  run.at(2_000).rest(1_000, {});
  expect(rule.check(run.end())).toEqual([]);
});

it("points at those who listen to a wait that is over", () => {
  const run = given();
  run.rest(0, { listeners: 2 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "at 1,000 ms p1 had 2 listeners at signals of waits that were over",
        "events": [
          7,
        ],
      },
    ]
  `);
});

it("points at timers after all is closed", () => {
  const run = given();
  run.close("r1");
  run.at(2_000).rest(1_000, { timers: 1 });
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "at 2,000 ms p1 had 1 timers, although all was closed",
    ]
  `);
});

it("lets timers be while something is open", () => {
  const run = given();
  run.rest(0, { timers: 1 });
  run.close("r1");
  run.open("r1");
  run.at(2_000).rest(1_000, { timers: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not count what trouble left", () => {
  const run = given();
  run.process("p1", "paused");
  run.at(1_500).process("p1", "resumed");
  run.at(2_000).rest(1_000, { listeners: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

const connected = {
  capabilities: ["durable"],
  declares: { idle: { turnsPerMinute: 0, commandsPerMinute: 0, timers: 0, connections: 1 } },
} as const;

it("points at more connections than are declared for the receivers that are open", () => {
  const run = given(connected);
  run.rest(0, { connections: 2 });
  run.at(2_000).rest(1_000, { connections: 3 });
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "at 2,000 ms p1 had 3 connections to a node, with 1 receivers open",
    ]
  `);
});

it("points at a connection that is left when the streamer was closed", () => {
  const run = given(connected);
  run.close("r1");
  run.rest(0, { connections: 1 });
  run.at(2_000).rest(1_000, { connections: 1, hasLeft: true });
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "at 2,000 ms p1 had 1 connections to a node, with 0 receivers open",
    ]
  `);
});

it("points at more readers than there were names", () => {
  const run = given(connected);
  run.close("r1");
  run.readers(1);
  run.readers(3);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "at 1,000 ms 3 readers of t1 were known, although only 1 names had ever been opened there",
    ]
  `);
});
