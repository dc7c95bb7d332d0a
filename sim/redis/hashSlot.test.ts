import { expect, it } from "vitest";
import { hashSlot } from "./hashSlot.ts";

// What CLUSTER KEYSLOT of Redis 7.0.15 answers.
it.each([
  ["123456789", 12739],
  ["jobs::q::data", 8931],
  ["schedules::due", 12077],
  ["{svc-input}-dlq", 15636],
  ["svc-input", 15636],
  ["", 0],
])("gives %j the slot that Redis gives it", (key, slot) => {
  expect(hashSlot(key)).toBe(slot);
});

it("hashes only what stands between the first braces, unless nothing does", () => {
  expect(hashSlot("a{tag}b")).toBe(hashSlot("tag"));
  expect(hashSlot("{}b")).not.toBe(hashSlot("b"));
  expect(hashSlot("a{x}{y}")).toBe(hashSlot("x"));
});
