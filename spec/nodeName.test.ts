import { expect, it } from "vitest";
import { parseNodeName, parseSlotName } from "./nodeName.ts";

it("reads a node by its name and by its role", () => {
  expect(parseNodeName("redis-12")).toEqual({ kind: "host", host: "redis-12" });
  expect(parseNodeName("master of data")).toEqual({ kind: "master", of: "data" });
  expect(parseNodeName("master of slot 0")).toEqual({ kind: "master", of: { slot: 0 } });
  expect(parseNodeName("replica 2 of shard 3")).toEqual({
    kind: "replica",
    nth: 2,
    of: { shard: 3 },
  });
});

it("reads nothing else", () => {
  for (const text of ["", "redis", "redis-0", "master", "master of slot 16384", "replica of data"])
    expect(parseNodeName(text), text).toBeNull();
  for (const text of ["", "slot", "shard 0", "slot 16384", "data "])
    expect(parseSlotName(text), text).toBeNull();
});
