import { expect, it } from "vitest";
import { judgeNaiveScheduler } from "./judgeNaiveScheduler.ts";

it("the scheduler of an afternoon is claimed twice, early, and loses occurrences", async () => {
  const fallen = await judgeNaiveScheduler(30);

  expect([...fallen.keys()]).toEqual(expect.arrayContaining(["SC-1", "SC-2", "SC-3"]));
});
