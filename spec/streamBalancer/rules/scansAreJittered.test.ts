import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { scansAreJittered as rule } from "./scansAreJittered.ts";

/** A consumer whose scans are so far apart: each 20 s, with a jitter of up to 2 s. */
function scanned(...intervals: readonly number[]) {
  const run = writeTrial();
  run.start("c1");
  let now = 0;
  run.scan("c1");
  for (const interval of intervals) run.at((now += interval)).scan("c1");
  return run;
}

it("holds for intervals that differ", () => {
  const run = scanned(20_100, 21_900, 20_700, 21_200);
  expect(rule.check(run.end())).toEqual([]);
});

it("holds while there are too few to tell", () => {
  expect(rule.check(scanned(20_000, 20_000).end())).toEqual([]);
});

it("points at intervals that are too much alike", () => {
  const run = scanned(20_001, 20_003, 20_002, 20_004);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "4 intervals between scans lie within 3 ms of each other (from 20,001 ms on), which are to differ by up to 2,000 ms",
    ]
  `);
});

it("does not count what trouble stretched", () => {
  const run = scanned(20_000, 20_000);
  run.process("c1", "paused");
  run.process("c1", "resumed");
  run.at(60_000).scan("c1");
  expect(rule.check(run.end())).toEqual([]);
});
