import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("takes the last of several times in the same unit, whatever the others say", () => {
  const { run } = nodeForTests();
  expect(run("SET k v EX GET EX 300")).toEqual({ status: "OK" });
  expect(run("TTL k")).toBe(300);
  expect(run("GETEX k PX a PX 5000")).toBe("v");
  expect(run("TTL k")).toBe(5);
  expect(run("SET k v EX 1 PX 5")).toEqual({ error: "ERR syntax error" });
  expect(run("GETEX k EX 1 EXAT 5")).toEqual({ error: "ERR syntax error" });
});

it("sets only when the condition holds, and answers the old value when asked to", () => {
  const { run } = nodeForTests();
  expect(run("SET k new XX")).toBeNull();
  expect(run("SET k one NX")).toEqual({ status: "OK" });
  expect(run("SET k two NX GET")).toBe("one");
  expect(run("SET k three GET")).toBe("one");
  expect(run("GET k")).toBe("three");
});

it("refuses options that contradict each other", () => {
  const { run } = nodeForTests();
  const syntaxError = { error: "ERR syntax error" };
  expect(run("SET k v NX XX")).toEqual(syntaxError);
  expect(run("SET k v EX 1 PX 1")).toEqual(syntaxError);
  expect(run("SET k v EX 1 KEEPTTL")).toEqual(syntaxError);
  expect(run("SET k v EX")).toEqual(syntaxError);
  expect(run("SET k v EX 0")).toEqual({ error: "ERR invalid expire time in 'set' command" });
  expect(run("SETEX k -1 v")).toEqual({ error: "ERR invalid expire time in 'setex' command" });
});

it("forgets the expiry when it sets, unless told to keep it", () => {
  const { run } = nodeForTests();
  run("SET k v PX 5000");
  run("SET k w KEEPTTL");
  expect(run("PTTL k")).toBe(5000);
  run("SET k x");
  expect(run("PTTL k")).toBe(-1);
});

it("keeps the expiry when it counts, appends or patches", () => {
  const { run } = nodeForTests();
  run("SET k 1 PX 5000");
  run("INCR k");
  run("APPEND k 0");
  run("SETRANGE k 0 3");
  expect(run("GET k")).toBe("30");
  expect(run("PTTL k")).toBe(5000);
});

it("counts in 64 bits and refuses to overflow", () => {
  const { run } = nodeForTests();
  run("SET k 9223372036854775806");
  expect(run("INCR k")).toBe(9223372036854775807n);
  expect(run("INCR k")).toEqual({ error: "ERR increment or decrement would overflow" });
  expect(run("DECRBY k -9223372036854775808")).toEqual({ error: "ERR decrement would overflow" });
  expect(run("INCRBY k 01")).toEqual({ error: "ERR value is not an integer or out of range" });
});

it("adds floats with the digits of an 80-bit float", () => {
  const { run } = nodeForTests();
  run("SET k 0.1");
  expect(run("INCRBYFLOAT k 0.2")).toBe("0.3");
  expect(run("INCRBYFLOAT k 1e2")).toBe("100.3");
  expect(run("INCRBYFLOAT k inf")).toEqual({
    error: "ERR increment would produce NaN or Infinity",
  });
  expect(run("INCRBYFLOAT k x")).toEqual({ error: "ERR value is not a valid float" });
});

it("reads and patches ranges, filling gaps with zero bytes", () => {
  const { run } = nodeForTests();
  run("SET k Hello");
  expect(run("GETRANGE k -3 -1")).toBe("llo");
  expect(run("GETRANGE k -1 -5")).toBe("");
  expect(run("SETRANGE k 7 x")).toBe(8);
  expect(run("GET k")).toBe("Hello\0\0x");
  expect(run("SETRANGE k -1 x")).toEqual({ error: "ERR offset is out of range" });
});

it("sets several keys at once or, with NX, none", () => {
  const { run } = nodeForTests();
  expect(run("MSET a 1 b 2")).toEqual({ status: "OK" });
  expect(run("MSETNX b 3 c 4")).toBe(0);
  run("LPUSH list x");
  expect(run("MGET a b c list")).toEqual(["1", "2", null, null]);
  expect(run("MSET a")).toEqual({ error: "ERR wrong number of arguments for 'mset' command" });
});

it("deletes on GETEX with a time in the past, but refuses one that is not positive", () => {
  const { run } = nodeForTests();
  run("SET k v");
  expect(run("GETEX k EX 0")).toEqual({ error: "ERR invalid expire time in 'getex' command" });
  expect(run("GETEX k PXAT 1")).toBe("v");
  expect(run("EXISTS k")).toBe(0);
});

it("refuses what is not a string", () => {
  const { run } = nodeForTests();
  run("SADD s x");
  const wrongType = {
    error: "WRONGTYPE Operation against a key holding the wrong kind of value",
  };
  for (const line of ["GET s", "INCR s", "APPEND s x", "GETSET s x", "SET s x GET", "STRLEN s"])
    expect(run(line)).toEqual(wrongType);
});
