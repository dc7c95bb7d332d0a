import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createClockFile, type ClockFile } from "./createClockFile.ts";

let clock: ClockFile;
beforeEach(() => void (clock = createClockFile(1_000_000)));
afterEach(() => clock.remove());

/** The time, and by how much the monotonic clock is ahead of it, as a server reads them. */
const times = (): readonly number[] => {
  const page = readFileSync(clock.path);
  return [0, 8].map((at) => (at < page.length ? Number(page.readBigInt64LE(at)) : 0));
};

it("never sets the monotonic clock back, whatever the time does: timers that were set later would not come", () => {
  clock.set(9_000_000);
  clock.set(2_000_000);
  expect(times()).toEqual([2_000_000, 7_000_000]);
  clock.during(8_000_000, () => expect(times()).toEqual([8_000_000, 7_000_000]));
  expect(times()).toEqual([2_000_000, 13_000_000]);
});

it("has an earlier time for a moment, and the same monotonic clock as before when that is over", () => {
  clock.hurry(500);
  clock.during(990_000, () => {});
  expect(times()).toEqual([1_000_000, 500]);
});
