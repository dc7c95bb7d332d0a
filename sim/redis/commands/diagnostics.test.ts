import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("has never seen anything slow", () => {
  const { node, run } = nodeForTests();
  expect(run("SLOWLOG GET 5")).toEqual([]);
  expect(run("SLOWLOG LEN")).toBe(0);
  expect(run("LATENCY LATEST")).toEqual([]);
  expect(run("SLOWLOG GET -2")).toEqual({
    error: "ERR count should be greater than or equal to -1",
  });
  expect(node.unsupported).toEqual([]);
  run("CONFIG SET slowlog-log-slower-than 0");
  run("SLOWLOG LEN");
  expect(node.unsupported).toEqual(["SLOWLOG of all commands"]);
});
