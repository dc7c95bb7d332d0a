import { judge } from "claimcheck";
import { expect, it } from "vitest";
import { queue } from "./queue.ts";

it("keeps what it promises", async () => {
  const { verdict, violations } = await judge(queue, { seeds: 5 });

  expect(violations.map(({ story }) => story)).toEqual([]);
  expect(verdict).toBe("held");
});
