import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("reads and writes integers of any width, beyond the end too", () => {
  const { run } = nodeForTests();
  expect(run("BITFIELD k SET i5 3 -7 GET u5 3 GET i64 100")).toEqual([0, 25, 0]);
  expect(run("BITFIELD k SET u8 #2 255 GET i8 16")).toEqual([0, -1]);
  expect(run("BITFIELD k SET i64 0 -9223372036854775808 GET i64 0 GET u63 0")).toEqual([
    1801720226413281280n,
    -9223372036854775808n,
    4611686018427387904n,
  ]);
});

it("wraps, saturates or refuses what does not fit, as the step before said", () => {
  const { run } = nodeForTests();
  run("BITFIELD k SET u4 0 15 SET i4 4 7");
  expect(run("BITFIELD k OVERFLOW SAT INCRBY u4 0 9 INCRBY i4 4 9")).toEqual([15, 7]);
  expect(run("BITFIELD k OVERFLOW FAIL INCRBY u4 0 9 SET i4 4 -9")).toEqual([null, null]);
  expect(run("BITFIELD k INCRBY u4 0 2 INCRBY i4 4 2")).toEqual([1, -7]);
  expect(run("BITFIELD k OVERFLOW SAT SET u4 0 -1 GET u4 0")).toEqual([1, 15]);
});

it("refuses what is no type, no offset or, read-only, no GET", () => {
  const { run } = nodeForTests();
  expect(run("BITFIELD k GET u64 0")).toEqual({
    error:
      "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
  });
  expect(run("BITFIELD k GET u8 #-1")).toEqual({
    error: "ERR bit offset is not an integer or out of range",
  });
  expect(run("BITFIELD_RO k SET u8 0 1")).toEqual({
    error: "ERR BITFIELD_RO only supports the GET subcommand",
  });
  expect(run("EXISTS k")).toBe(0);
});

it("saturates at the top what is so far below that the difference overflows", () => {
  const { run } = nodeForTests();
  expect(run("BITFIELD k OVERFLOW SAT SET i8 0 -9223372036854775681 GET i8 0")).toEqual([0, 127]);
  expect(run("BITFIELD k OVERFLOW SAT SET i8 0 -9223372036854775680 GET i8 0")).toEqual([
    127, -128,
  ]);
});
