import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("finds the longest common subsequence, its length or its places", () => {
  const { run } = nodeForTests();
  run("MSET a ohmytext b mynewtext");
  expect(run("LCS a b")).toBe("mytext");
  expect(run("LCS a b LEN")).toBe(6);
  expect(run("LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN")).toEqual({
    map: [
      ["matches", [[[4, 7], [5, 8], 4]]],
      ["len", 6],
    ],
  });
  expect(run("LCS a missing")).toBe("");
});

it("refuses keys that are no strings", () => {
  const { run } = nodeForTests();
  run("SADD s x");
  expect(run("LCS s s")).toEqual({
    error: "ERR The specified keys must contain string values",
  });
});
