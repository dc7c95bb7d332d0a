import { expect, it } from "vitest";
import { Deque } from "./deque.ts";

it("keeps its order while it grows at both ends and wraps around", () => {
  const deque = new Deque();
  for (let i = 0; i < 20; i++) {
    deque.pushBack(`b${i}`);
    deque.pushFront(`f${i}`);
    if (i % 3 === 0) deque.popFront();
  }
  expect(deque.slice(0, 3)).toEqual(["f19", "f17", "f16"]);
  expect(deque.at(deque.length - 1)).toBe("b19");
});

it("inserts and filters in the middle", () => {
  const deque = new Deque();
  for (const item of ["a", "b", "d"]) deque.pushBack(item);
  deque.insert(2, "c");
  deque.filter((item) => item !== "a");
  expect(deque.slice(0, deque.length)).toEqual(["b", "c", "d"]);
});
