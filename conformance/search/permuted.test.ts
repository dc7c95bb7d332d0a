import { expect, it } from "vitest";
import { permuted } from "./permuted.ts";

it.each([0, 1, 2, 3, 8, 100, 1206])("visits each of %i once", (length) => {
  const list = Array.from({ length }, (_, i) => i);
  expect(permuted(list).toSorted((a, b) => a - b)).toEqual(list);
});

it("is soon everywhere", () => {
  const first = permuted(Array.from({ length: 1000 }, (_, i) => i)).slice(0, 20);
  expect(new Set(first.map((at) => Math.floor(at / 100))).size).toBe(10);
});
