import { expect, it } from "vitest";
import { ListItems } from "./listItems.ts";

// The sizes are those of the nodes in redis-server 7.0.15's DUMP after the same commands.
it("fills a node from either end before it begins the next one", () => {
  const list = new ListItems();
  for (let i = 0; i < 10; i++) list.pushBack("b".repeat(1000));
  expect(counts(list)).toEqual([8, 2]);
  for (let i = 0; i < 10; i++) list.pushFront("f".repeat(1000));
  expect(counts(list)).toEqual([2, 8, 8, 2]);
});

it("splits a full node where an item is put into it, and joins neighbours that fit", () => {
  const list = new ListItems();
  for (let i = 0; i < 16; i++) list.pushBack(String(i).padStart(1000, "0"));
  expect(counts(list)).toEqual([8, 8]);
  list.insert(2, "x".repeat(1000), "after");
  expect(counts(list)).toEqual([3, 6, 8]);
  expect(list.slice(2, 5).map((item) => item.slice(-1))).toEqual(["2", "x", "3"]);
});

it("keeps its nodes when items leave, but none that is empty", () => {
  const list = new ListItems();
  for (let i = 0; i < 24; i++) list.pushBack(String(i).padStart(1000, "0"));
  list.filter((_, index) => index < 8 || index > 14);
  expect(counts(list)).toEqual([8, 1, 8]);
  list.filter((_, index) => index !== 8);
  expect(counts(list)).toEqual([8, 8]);
  for (let i = 0; i < 8; i++) list.popFront();
  expect(counts(list)).toEqual([8]);
});

it("keeps a large item by itself where lists may be listpacks, as Redis 8.0.2 does", () => {
  const large = "x".repeat(9000);
  const list = later("a", large, "b");
  expect(list.isListpack).toBe(false);
  expect(list.nodes().map(({ plain }) => plain)).toEqual([false, true, false]);
  list.filter((item) => item !== large);
  list.hasShrunk();
  expect([counts(list), list.isListpack]).toEqual([[1, 1], false]);

  const other = later("a", "b", "c");
  expect(other.isListpack).toBe(true);
  other.willGrow([large]);
  other.set(1, large);
  expect(counts(other)).toEqual([1, 1, 1]);
  other.set(1, "small");
  expect(counts(other)).toEqual([1, 2]);
});

function later(...items: readonly string[]): ListItems {
  const list = new ListItems(-2, true);
  list.willGrow(items);
  for (const item of items) list.pushBack(item);
  return list;
}

function counts(list: ListItems): number[] {
  return list.nodes().map(({ count }) => count);
}
