import { expect, it } from "vitest";
import {
  clocksChangeBetween,
  cronMatches,
  firstOccurrence,
  nextCronInstant,
  nextOccurrence,
} from "./timetable.ts";

const at = (text: string): number => Date.parse(`${text}Z`);
const say = (instant: number | null): string | null =>
  instant === null ? null : new Date(instant).toISOString().slice(0, 16);

it("names the first match strictly after an instant, in the zone of the schedule", () => {
  const midnight = at("2030-01-01T00:00");
  expect(say(nextCronInstant("0 0 * * *", "UTC", midnight))).toBe("2030-01-02T00:00");
  expect(say(nextCronInstant("0 0 * * *", "UTC", midnight - 1))).toBe("2030-01-01T00:00");
  expect(say(nextCronInstant("0 0 * * *", "Asia/Kolkata", midnight))).toBe("2030-01-01T18:30");
  expect(cronMatches("0 0 * * *", null, midnight)).toBe(true);
  expect(cronMatches("0 0 * * *", null, midnight + 1)).toBe(false);
});

it("gives the same answer from its memory as from a search", () => {
  const start = at("2030-01-01T00:00");
  const fresh = (after: number): number => after - (after % 300_000) + 300_000;
  for (let step = 0; step < 500; step++) {
    const after = start + ((step * 7_919_113) % 86_400_000);
    expect(nextCronInstant("*/5 * * * *", "UTC", after)).toBe(fresh(after));
  }
});

it("says that there is no further match", () => {
  expect(nextCronInstant("0 0 30 2 *", "UTC", at("2030-01-01T00:00"))).toBeNull();
});

it("begins an interval one interval after the definition, or at its beginning if that is later", () => {
  expect(firstOccurrence({ everyMs: 5_000 }, 1_000)).toBe(6_000);
  expect(firstOccurrence({ everyMs: 5_000, fromMs: 9_000 }, 1_000)).toBe(9_000);
  expect(firstOccurrence({ everyMs: 5_000, toMs: 5_999 }, 1_000)).toBeNull();
});

it("begins a cron schedule at its beginning when the expression names that instant", () => {
  const fromMs = at("2030-01-03T00:00");
  expect(firstOccurrence({ cron: "0 0 * * *", fromMs }, 0)).toBe(fromMs);
});

it("coalesces to the next point of the grid, or catches up one by one", () => {
  expect(nextOccurrence({ everyMs: 5_000 }, 5_000, 5_000, "coalesce")).toBe(10_000);
  expect(nextOccurrence({ everyMs: 5_000 }, 5_000, 62_000, "coalesce")).toBe(65_000);
  expect(nextOccurrence({ everyMs: 5_000 }, 5_000, 62_000, "catch-up")).toBe(10_000);
  expect(nextOccurrence({ cron: "* * * * *" }, 60_000, 200_000, "coalesce")).toBe(240_000);
  expect(nextOccurrence({ cron: "* * * * *" }, 60_000, 200_000, "catch-up")).toBe(120_000);
});

it("knows the nights in which clocks change", () => {
  const spring = at("2030-03-31T00:00");
  expect(clocksChangeBetween("Europe/Berlin", spring, spring + 86_400_000)).toBe(true);
  expect(clocksChangeBetween("Europe/Berlin", spring + 86_400_000, spring + 172_800_000)).toBe(
    false,
  );
  expect(clocksChangeBetween("UTC", spring, spring + 86_400_000)).toBe(false);
});
