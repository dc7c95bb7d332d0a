import { expect, it } from "vitest";
import { writeTrial } from "./scheduler/writeTrial.testkit.ts";

it("has two failed nodes from the second failure to the first recovery", () => {
  const run = writeTrial();
  run.node("r1", "failed");
  run.node("r1", "failed");
  run.node("r2", "failed");
  run.quiet();
  run.node("r1", "recovered");
  run.quiet();
  const { nodes, history } = run.end();
  const two = history.map((_, index) => nodes.hadTwoFailed("shard", index, index));
  expect(two).toEqual([false, false, false, true, true, true, false, false]);
  const any = history.map((_, index) => nodes.failedShards(index, index).has("shard"));
  expect(any).toEqual([false, true, true, true, true, true, true, true]);
  expect(nodes.hadTwoFailed("shard", 0, 2)).toBe(false);
  expect(nodes.hadTwoFailed("shard", 0, 9)).toBe(true);
  expect(nodes.hadTwoFailed("other", 0, 9)).toBe(false);
});

it("takes a node that crashed for forgetful until it has caught up, and one that was cut off for none", () => {
  const run = writeTrial();
  run.node("r1", "failed");
  run.fault("replication-cut", "r1");
  run.fault("node-crash", "r1");
  run.node("r1", "recovered");
  run.quiet();
  const { nodes, history } = run.end();
  const forgotten = history.map((_, index) => nodes.hasForgotten("r1", index));
  expect(forgotten).toEqual([false, false, false, true, true, false, false]);
  expect(nodes.hasForgotten("r2", 3)).toBe(false);
});

it("knows how far clocks were off at most, and forgets it after they were put right", () => {
  const run = writeTrial();
  run.clock("r1", 2_000);
  run.clock("r2", -500);
  run.clock("r1", 0);
  run.quiet();
  const { nodes } = run.end();
  expect([nodes.clockAheadMs(0, 0), nodes.clockBehindMs(0, 0)]).toEqual([0, 0]);
  expect([nodes.clockAheadMs(0, 2), nodes.clockBehindMs(0, 2)]).toEqual([2_000, 500]);
  expect([nodes.clockAheadMs(4, 5), nodes.clockBehindMs(4, 5)]).toEqual([0, 500]);
});

it("knows how far a clock was set forward, also when it was only put right", () => {
  const run = writeTrial();
  run.clock("r1", -2_000);
  run.quiet();
  run.clock("r1", -500);
  run.quiet();
  const { nodes } = run.end();
  expect(nodes.clockForwardMs(0, 2)).toBe(0);
  expect(nodes.clockForwardMs(2, 4)).toBe(1_500);
  expect(nodes.clockForwardMs(4, 5)).toBe(0);
});
