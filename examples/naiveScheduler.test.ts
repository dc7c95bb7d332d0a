import { judge } from "claimcheck";
import { expect, it } from "vitest";
import { naiveScheduler } from "./naiveScheduler.ts";

it("the scheduler of an afternoon is claimed twice, early, and loses occurrences", async () => {
  const { verdict, violations } = await judge(naiveScheduler, {
    seeds: 30,
    faults: ["crash", "lose-reply", "skew"],
    shrink: false,
  });

  expect(verdict).toBe("violated");
  expect(violations.map(({ rule }) => rule)).toEqual(
    expect.arrayContaining(["SC-1", "SC-2", "SC-3"]),
  );
});
