import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";
import type { Reply } from "../reply.ts";

it("adds, updates and says which of the two it did", () => {
  const { run } = nodeForTests();
  expect(run("ZADD z 1 a 2 b")).toBe(2);
  expect(run("ZADD z 3 a 4 c")).toBe(1);
  expect(run("ZADD z CH 3 a 5 b")).toBe(1);
  expect(run("ZADD z NX 9 a")).toBe(0);
  expect(run("ZADD z XX 9 new")).toBe(0);
  expect(run("ZADD z GT CH 2 a")).toBe(0);
  expect(run("ZADD z LT CH 2 a")).toBe(1);
  expect(run("ZADD z INCR 1.5 a")).toEqual({ double: 3.5 });
  expect(run("ZADD z NX INCR 1 a")).toBeNull();
});

it("refuses options and scores that make no sense", () => {
  const { run } = nodeForTests();
  expect(run("ZADD z XX NX 1 a")).toEqual({
    error: "ERR XX and NX options at the same time are not compatible",
  });
  expect(run("ZADD z GT LT 1 a")).toEqual({
    error: "ERR GT, LT, and/or NX options at the same time are not compatible",
  });
  expect(run("ZADD z INCR 1 a 2 b")).toEqual({
    error: "ERR INCR option supports a single increment-element pair",
  });
  expect(run("ZADD z 1 a x b")).toEqual({ error: "ERR value is not a valid float" });
  expect(run("EXISTS z")).toBe(0);
  run("ZADD z inf a");
  expect(run("ZINCRBY z -inf a")).toEqual({
    error: "ERR resulting score is not a number (NaN)",
  });
});

it("orders by score, then by bytes", () => {
  const { run } = nodeForTests();
  run("ZADD z 2 b 1 z 2 a 2 B");
  expect(run("ZRANGE z 0 -1")).toEqual(["z", "B", "a", "b"]);
  expect(run("ZRANK z a")).toBe(2);
  expect(run("ZREVRANK z a")).toBe(1);
  expect(run("ZRANK z none")).toBeNull();
});

it("pops from either end and removes the key with the last member", () => {
  const { run } = nodeForTests();
  run("ZADD z 1 a 2 b 3 c 4 d");
  expect(run("ZPOPMIN z")).toEqual(["a", { double: 1 }]);
  expect(run("ZPOPMAX z 2")).toEqual(["d", { double: 4 }, "c", { double: 3 }]);
  expect(run("ZMPOP 2 none z MIN COUNT 5")).toEqual(["z", [["b", { double: 2 }]]]);
  expect(run("EXISTS z")).toBe(0);
  expect(run("ZPOPMIN z")).toEqual([]);
  expect(run("ZMPOP 1 z MIN")).toEqual({ nullArray: true });
});

it("forgets the sign of a zero while the set is compact, as a listpack does", () => {
  const { run } = nodeForTests();
  run("ZADD z -0 a");
  expect(run("ZSCORE z a")).toEqual({ double: 0 });
});

it("is a listpack as long as the limits allow, and each command asks them as Redis does", () => {
  const { run } = nodeForTests();
  run("CONFIG SET zset-max-listpack-entries 3");
  run("CONFIG SET zset-max-listpack-value 3");
  expect(encodings(run)).toEqual(["listpack", "skiplist", "listpack", "skiplist", "listpack"]);
});

it("gives a listpack up before more come than it may hold, in Redis 8.0", () => {
  const { run } = nodeForTests("8.0");
  run("CONFIG SET zset-max-listpack-entries 3");
  run("CONFIG SET zset-max-listpack-value 3");
  expect(encodings(run)).toEqual(["skiplist", "skiplist", "skiplist", "skiplist", "listpack"]);
});

function encodings(run: (line: string) => Reply): Reply[] {
  run("ZADD repeated 1 a 1 a 1 a 1 a");
  run("ZADD four 1 a 2 b 3 c 4 d");
  run("ZADD long 1 a");
  run("ZADD long XX 1 a 1 a 1 abcd 1 a");
  run("ZRANGESTORE allOfThem four 0 3");
  run("ZUNIONSTORE three 1 repeated");
  return ["repeated", "four", "long", "allOfThem", "three"].map((key) =>
    run(`OBJECT ENCODING ${key}`),
  );
}
