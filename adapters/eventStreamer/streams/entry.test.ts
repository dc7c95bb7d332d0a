import { expect, it } from "vitest";
import { entryIn, eventIn, fieldsOf, isBefore, poisonFields } from "./entry.ts";

const sent = { foreignId: "m1", headers: { topic: "t1" } };

it("reads what it writes, with an id that rises and the server's time", () => {
  const event = eventIn({ id: "1000-2", fields: fieldsOf(sent) });
  expect(event).toEqual({ ...sent, id: String(1000n * 2n ** 64n + 2n), createdAtMs: 1000 });
  const next = eventIn({ id: "1001-0", fields: fieldsOf(sent) });
  expect(BigInt(next?.id ?? 0)).toBeGreaterThan(BigInt(event?.id ?? 0));
});

it.each([
  ["what looks like an event", poisonFields],
  ["what has no headers", ["foreignId", "m1"]],
  ["headers that are a list", ["foreignId", "m1", "headers", "[]"]],
  ["an entry that was trimmed", []],
])("cannot read %s", (_what, fields) => {
  expect(eventIn({ id: "1-0", fields })).toBeNull();
});

it("compares ids as numbers", () => {
  expect(isBefore("9-0", "10-0")).toBe(true);
  expect(isBefore("1-9", "1-10")).toBe(true);
  expect(isBefore("1-1", "1-1")).toBe(false);
});

it("finds the entry in the reply to a read of one stream", () => {
  expect(entryIn([["key", [["1-0", ["a", "b"]]]]])).toEqual({ id: "1-0", fields: ["a", "b"] });
  expect(entryIn(null)).toBeNull();
  expect(entryIn([["key", []]])).toBeNull();
});
