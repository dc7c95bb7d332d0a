import { expect, it } from "vitest";
import { Random } from "../random.ts";
import { partialSort } from "./partialSort.ts";

const byNumber = (a: number, b: number): number => a - b;

it.each([3, 7, 20, 200])("puts the wanted part of %d items in order", (length) => {
  const random = new Random(`sort ${length}`);
  for (let round = 0; round < 50; round++) {
    const items = Array.from({ length }, () => random.below(round < 25 ? 5 : 1000));
    const from = random.below(length);
    const to = random.between(from, length - 1);
    const sorted = items.toSorted(byNumber);
    partialSort(items, byNumber, from, to);
    expect(items.slice(from, to + 1)).toEqual(sorted.slice(from, to + 1));
    expect(items.toSorted(byNumber)).toEqual(sorted);
  }
});
