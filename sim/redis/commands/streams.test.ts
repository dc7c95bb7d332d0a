import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

/** A stream with entries 1-0, 2-0 ... */
function streamOf(length: number) {
  const test = nodeForTests();
  for (let i = 1; i <= length; i++) test.run(`XADD s ${i} f ${i}`);
  return test;
}

const invalid = { error: "ERR Invalid stream ID specified as stream command argument" };

it("gives ids by the clock, and the next number within a millisecond or when the clock is behind", () => {
  const { run, advanceMs } = nodeForTests();
  expect(run("XADD s * f v")).toBe("1700000000000-0");
  expect(run("XADD s * f v")).toBe("1700000000000-1");
  advanceMs(1);
  expect(run("XADD s * f v")).toBe("1700000000001-0");
  advanceMs(-5);
  expect(run("XADD s * f v")).toBe("1700000000001-1");
  expect(run("XADD s 1700000000001-* f v")).toBe("1700000000001-2");
  expect(run("XADD s 1700000000002 f v")).toBe("1700000000002-0");
  expect(run("XADD s 1700000000002-0 f v")).toEqual({
    error: "ERR The ID specified in XADD is equal or smaller than the target stream top item",
  });
});

it("keeps ids of 64 bits exactly", () => {
  const { run } = nodeForTests();
  const largest = "18446744073709551615-18446744073709551615";
  expect(run("XADD s 9007199254740993-9007199254740995 f v")).toBe(
    "9007199254740993-9007199254740995",
  );
  expect(run(`XADD s ${largest} f v`)).toBe(largest);
  expect(run("XADD s * f v")).toEqual({
    error: "ERR The stream has exhausted the last possible ID, unable to add more items",
  });
  for (const id of ["18446744073709551616", "x", "1-", "-1", "1-1-1", "+", "$"])
    expect(run(`XADD s ${id} f v`)).toEqual(invalid);
});

it("reads ranges in both directions, with exclusive ends and whole milliseconds", () => {
  const { run, texts } = streamOf(5);
  const ids = (line: string) => texts(line).filter((_, index) => index % 3 === 0);
  expect(ids("XRANGE s - +")).toEqual(["1-0", "2-0", "3-0", "4-0", "5-0"]);
  expect(ids("XRANGE s (2-0 4")).toEqual(["3-0", "4-0"]);
  expect(ids("XREVRANGE s + (2 COUNT 2")).toEqual(["5-0", "4-0"]);
  expect(ids("XRANGE none - +")).toEqual([]);
  expect(run("XRANGE s - + COUNT 0")).toEqual({ nullArray: true });
  expect(run("XRANGE s (18446744073709551615-18446744073709551615 +")).toEqual({
    error: "ERR invalid start ID for the interval",
  });
});

it("stays when the last entry is deleted, and remembers what was", () => {
  const { run } = streamOf(2);
  expect(run("XDEL s 1 2 3")).toBe(2);
  expect(run("XLEN s")).toBe(0);
  expect(run("TYPE s")).toEqual({ status: "stream" });
  expect(run("XADD s 2-0 f v")).toHaveProperty("error");
  expect(run("XADD other NOMKSTREAM * f v")).toBeNull();
});

it("trims whole blocks of a hundred entries when it may trim approximately", () => {
  const { run } = streamOf(250);
  expect(run("XTRIM s MAXLEN ~ 151")).toBe(0);
  expect(run("XTRIM s MAXLEN ~ 150")).toBe(100);
  expect(run("XTRIM s MINID ~ 200")).toBe(0);
  expect(run("XTRIM s MINID ~ 201")).toBe(100);
  expect(run("XTRIM s MAXLEN = 20")).toBe(30);
  expect(run("XTRIM s MINID 250")).toBe(19);
  expect(run("XRANGE s - +")).toEqual([["250-0", ["f", "250"]]]);
});

it("begins a new block when the bytes of the last would be too many", () => {
  const { run } = nodeForTests();
  const value = "x".repeat(1000);
  for (let i = 1; i <= 8; i++) run(`XADD s ${i} f ${value}`);
  expect(run("XTRIM s MAXLEN ~ 4")).toBe(4);
});

it("trims no more than LIMIT entries, and only with a tilde", () => {
  const { run } = streamOf(350);
  expect(run("XTRIM s MAXLEN ~ 0 LIMIT 250")).toBe(200);
  expect(run("XTRIM s MAXLEN 0 LIMIT 5")).toEqual({
    error: "ERR syntax error, LIMIT cannot be used without the special ~ option",
  });
});

it("tells what it is made of", () => {
  const { run } = streamOf(101);
  run("XDEL s 2");
  expect(run("XINFO STREAM s")).toEqual({
    map: [
      ["length", 100],
      ["radix-tree-keys", 2],
      ["radix-tree-nodes", 6],
      ["last-generated-id", "101-0"],
      ["max-deleted-entry-id", "2-0"],
      ["entries-added", 101n],
      ["recorded-first-entry-id", "1-0"],
      ["groups", 0],
      ["first-entry", ["1-0", ["f", "1"]]],
      ["last-entry", ["101-0", ["f", "101"]]],
    ],
  });
});

it("finds an entry among a hundred thousand without visiting them", () => {
  const { node, run } = nodeForTests();
  for (let i = 1; i <= 100_000; i++) node.execute(["XADD", "s", String(i), "f", "v"]);
  const before = node.touched;
  run("XRANGE s 50000 + COUNT 10");
  run("XDEL s 70000");
  expect(node.touched - before).toBeLessThan(50);
});
