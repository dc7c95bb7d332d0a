import { expect, it } from "vitest";
import { deltaDebug } from "./deltaDebug.ts";

it("finds the few parts that matter among many", async () => {
  const parts = Array.from({ length: 100 }, (_, index) => index);
  let asked = 0;
  const smallest = await deltaDebug(parts, async (rest) => {
    asked++;
    return rest.includes(3) && rest.includes(77);
  });
  expect(smallest).toEqual([3, 77]);
  expect(asked).toBeLessThan(60);
});

it("gives the list back when nothing of it can be left out", async () => {
  expect(await deltaDebug(["a", "b", "c"], async () => false)).toEqual(["a", "b", "c"]);
});
