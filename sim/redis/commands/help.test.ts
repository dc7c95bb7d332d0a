import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("helps in the words of Redis", () => {
  const { run } = nodeForTests();
  expect(run("LATENCY HELP")).toContainEqual({ status: "RESET [<event> ...]" });
  expect(run("OBJECT HELP")).toHaveLength(15);
});
