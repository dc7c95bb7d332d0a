import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("numbers bits from the highest of the first byte, and fills with zeros", () => {
  const { run } = nodeForTests();
  expect(run("SETBIT k 9 1")).toBe(0);
  expect(run("GET k")).toBe("\0@");
  expect(run("SETBIT k 9 0")).toBe(1);
  expect(run("GETBIT k 1000")).toBe(0);
  expect(run("OBJECT ENCODING k")).toBe("raw");
});

it("shows what was written in place to every command that reads strings", () => {
  const { run } = nodeForTests();
  run("SETBIT k 1 1");
  run("SETBIT k 23 1");
  expect(run("GET k")).toBe("@\0\u0001");
  expect(run("APPEND k a")).toBe(4);
  run("COPY k copy");
  run("SETBIT k 31 0");
  expect(run("GETRANGE k 3 3")).toBe("`");
  expect(run("GET copy")).toBe("@\0\u0001a");
});

it("is no change to set a bit that is set", () => {
  const { node, run } = nodeForTests();
  run("SETBIT k 7 0");
  const { changes } = node.ledger;
  run("SETBIT k 7 0");
  expect(node.ledger.changes).toBe(changes);
  run("SETBIT k 8 0");
  expect(node.ledger.changes).toBe(changes + 1);
});

it("counts ones in ranges of bytes or bits", () => {
  const { run } = nodeForTests();
  run("SET k foobar");
  expect(run("BITCOUNT k")).toBe(26);
  expect(run("BITCOUNT k 1 1")).toBe(6);
  expect(run("BITCOUNT k 5 30 BIT")).toBe(17);
  expect(run("BITCOUNT k -1 -2 BIT")).toBe(0);
  expect(run("BITCOUNT k 9007199254740993 -2")).toBe(0);
  expect(run("BITCOUNT k 1")).toEqual({ error: "ERR syntax error" });
});

it("finds the first zero behind a string of ones, unless told where the string ends", () => {
  const { run } = nodeForTests();
  run('SET k "\\xff\\xff"');
  expect(run("BITPOS k 0")).toBe(16);
  expect(run("BITPOS k 0 1")).toBe(16);
  expect(run("BITPOS k 0 0 -1")).toBe(-1);
  expect(run("BITPOS k 1 3 9 BIT")).toBe(3);
  expect(run("BITPOS missing 0")).toBe(0);
});

it("combines strings of unequal lengths, and deletes the target of nothing", () => {
  const { run } = nodeForTests();
  run("MSET a abc b a");
  expect(run("BITOP XOR to a b missing")).toBe(3);
  expect(run("GET to")).toBe("\0bc");
  run("BITOP NOT to b");
  expect(run("GET to")).toBe("\u009e");
  expect(run("BITOP AND to missing")).toBe(0);
  expect(run("EXISTS to")).toBe(0);
});
