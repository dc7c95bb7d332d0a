import { expect, it } from "vitest";
import { firstDivergence } from "./firstDivergence.ts";

it("finds nothing in equal journals", () => {
  expect(firstDivergence(1, ["a", "b"], ["a", "b"])).toBeNull();
});

it("shows the first line that differs, with three lines before it", () => {
  expect(firstDivergence(7, ["a", "b", "c", "d", "e"], ["a", "b", "c", "d", "x"])).toEqual({
    seed: 7,
    step: 5,
    before: ["b", "c", "d"],
    first: "e",
    second: "x",
  });
});

it("shows that one run went on after the other had ended", () => {
  expect(firstDivergence(7, ["a"], ["a", "b"])).toMatchObject({
    step: 2,
    first: null,
    second: "b",
  });
});
