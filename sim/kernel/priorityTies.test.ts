import { expect, it } from "vitest";
import { priorityTies } from "./priorityTies.ts";

const lanes = Array.from({ length: 20 }, (_, lane) => lane);
const orderAt = (dueUs: number, seed = 1): readonly number[] => {
  const ties = priorityTies(seed, [100, 200]);
  return lanes.toSorted((a, b) => ties(dueUs, a) - ties(dueUs, b));
};

it("lets the same ones lose until the priorities change", () => {
  expect(orderAt(99)).toEqual(orderAt(1));
  expect(orderAt(199)).toEqual(orderAt(100));
  expect(orderAt(100)).not.toEqual(orderAt(99));
  expect(orderAt(200)).not.toEqual(orderAt(199));
});

it("follows from the seed", () => {
  expect(orderAt(1, 2)).toEqual(orderAt(1, 2));
  expect(orderAt(1, 2)).not.toEqual(orderAt(1, 3));
});
