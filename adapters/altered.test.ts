import { expect, it } from "vitest";
import { altered } from "./altered.ts";

it("changes the one place that it is told", () => {
  expect(altered("a b c", "b", "x")).toBe("a x c");
});

it.each([
  ["a c", 0],
  ["b b", 2],
])("refuses %j, where the place is not the only one", (text, times) => {
  expect(() => altered(text, "b", "x")).toThrow(
    `altered: "b" occurs ${times} times in the reference; exactly once would be right`,
  );
});
