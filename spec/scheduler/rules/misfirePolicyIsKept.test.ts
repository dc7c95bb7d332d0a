import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { misfirePolicyIsKept as rule } from "./misfirePolicyIsKept.ts";

const everyFive = { id: "s1", everyMs: 5_000 };
const minutely = { id: "s1", cron: "* * * * *" };

/** A subject that moves on when it claims, at 62,000 ms, an occurrence that was due at `dueAtMs`. */
function movedOn(
  config: typeof everyFive | typeof minutely,
  dueAtMs: number,
  nextRunAtMs: number,
  misfire: "coalesce" | "catch-up" = "coalesce",
) {
  const run = writeTrial({ misfire });
  run.define(config, { nextRunAtMs: dueAtMs });
  run.at(62_000).claim("w1", "s1", dueAtMs, { nextRunAtMs, runCount: 1 });
  return rule.check(run.end());
}

it("accepts an interval that keeps to its grid, and one that counts from the claim", () => {
  expect(movedOn(everyFive, 5_000, 65_000)).toEqual([]);
  expect(movedOn(everyFive, 5_000, 67_001)).toEqual([]);
});

it("points at an interval that bursts, stands still or skips", () => {
  const because = [10_000, 5_000 - 1, 67_002].map(
    (next) => movedOn(everyFive, 5_000, next)[0]?.because,
  );
  expect(because).toMatchInlineSnapshot(`
    [
      "the claim of w1 moved s1 from 5,000 ms to 10,000 ms, which had passed when it was claimed at 62,000 ms",
      "the claim of w1 moved s1 from 5,000 ms to 4,999 ms, which is not after it",
      "the claim of w1 moved s1 from 5,000 ms to 67,002 ms, and skipped what was due by 67,001 ms",
    ]
  `);
});

it("points at the events of a cron schedule that skipped a minute", () => {
  expect(movedOn(minutely, 60_000, 120_000)).toEqual([]);
  expect(movedOn(minutely, 60_000, 180_000)).toMatchInlineSnapshot(`
    [
      {
        "because": "the claim of w1 moved s1 from 60,000 ms to 180,000 ms, and skipped what was due by 120,000 ms",
        "events": [
          4,
          5,
          6,
        ],
      },
    ]
  `);
});

it("refuses an instant that the expression does not name", () => {
  expect(movedOn(minutely, 60_000, 120_001)[0]?.because).toMatchInlineSnapshot(
    `"the claim of w1 moved s1 from 60,000 ms to 120,001 ms, which "* * * * *" in UTC does not name"`,
  );
});

it("asks a subject that catches up for the very next instant", () => {
  expect(movedOn(everyFive, 5_000, 10_000, "catch-up")).toEqual([]);
  expect(movedOn(everyFive, 5_000, 65_000, "catch-up")[0]?.because).toMatchInlineSnapshot(
    `"the claim of w1 moved s1 from 5,000 ms to 65,000 ms, but catching up, the next one is at 10,000 ms"`,
  );
  expect(movedOn(minutely, 0, 60_000, "catch-up")).toEqual([]);
});

it("judges a completion from the claim on", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  run.at(9_000).complete("w1", "s1", 5_000, { nextRunAtMs: 5_001, leasedUntilMs: null });
  run.at(9_100).claim("w1", "s1", 5_001, { leasedUntilMs: 14_101, runCount: 2 });
  run.at(9_200).complete("w1", "s1", 5_001, { nextRunAtMs: 9_000, leasedUntilMs: null });
  expect(rule.check(run.end()).map(({ because }) => because)).toMatchInlineSnapshot(`
    [
      "the completion by w1 moved s1 from 5,001 ms to 9,000 ms, which had passed when it was claimed at 9,100 ms",
    ]
  `);
});

it("judges a claim in two steps by the occurrence that the first one took", () => {
  const run = writeTrial();
  run.define(minutely, { nextRunAtMs: 60_000 });
  const claim = run.at(60_100).invoke("w1", { name: "claim" });
  run.change(claim, "s1", { nextRunAtMs: null, runCount: 1 });
  run.at(60_200).change(claim, "s1", { nextRunAtMs: 180_000 });
  run.answer(claim, { claim: { id: "s1", dueAtMs: 60_000, token: null } });
  expect(rule.check(run.end())).toHaveLength(1);
});

it("does not judge a step of a plan that somebody changed meanwhile", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  run.define({ id: "s1", everyMs: 50_000 }, {});
  run.complete("w1", "s1", 5_000, { nextRunAtMs: 10_000, leasedUntilMs: null });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not judge cron in a night in which the clocks change", () => {
  const night = Date.UTC(2030, 2, 31) - Date.UTC(2030, 0, 1);
  const run = writeTrial();
  run.define(
    { id: "s1", cron: "30 2 * * *", timezone: "Europe/Berlin" },
    { nextRunAtMs: night - 81_000_000 },
  );
  run
    .at(night)
    .claim("w1", "s1", night - 81_000_000, { nextRunAtMs: night + 5_400_000, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a schedule wait for its beginning", () => {
  const run = writeTrial();
  run.define({ ...everyFive, fromMs: 90_000 }, { nextRunAtMs: 5_000 });
  run.at(5_000).claim("w1", "s1", 5_000, { nextRunAtMs: 90_000, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("allows for what a server's clock is off, and for no more", () => {
  const movedTo = (nextRunAtMs: number) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.clock("r1", -12_000);
    run.at(21_000).claim("w1", "s1", 5_000, { nextRunAtMs, runCount: 1 });
    return rule.check(run.end());
  };
  expect(movedTo(10_000)).toEqual([]);
  expect(movedTo(8_000)).toHaveLength(1);
});
