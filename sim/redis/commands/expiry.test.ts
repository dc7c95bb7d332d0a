import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("keeps a key through the millisecond it expires at, and not longer", () => {
  const { run, advanceMs } = nodeForTests();
  run("SET k v PX 100");
  advanceMs(100);
  expect(run("GET k")).toBe("v");
  expect(run("PTTL k")).toBe(0);
  advanceMs(1);
  expect(run("GET k")).toBeNull();
  expect(run("PTTL k")).toBe(-2);
});

it("rounds seconds to the nearest", () => {
  const { run, advanceMs } = nodeForTests();
  run("SET k v PX 2000");
  advanceMs(501);
  expect(run("TTL k")).toBe(1);
  expect(run("EXPIRETIME k")).toBe(1_700_000_002);
});

it("deletes at once when the time is in the past", () => {
  const { run } = nodeForTests();
  run("SET k v");
  expect(run("EXPIRE k 0")).toBe(1);
  expect(run("EXISTS k")).toBe(0);
  expect(run("EXPIRE k 10")).toBe(0);
});

it("honours NX, XX, GT and LT; no expiry counts as the longest", () => {
  const { run } = nodeForTests();
  run("SET k v");
  expect(run("EXPIRE k 10 XX")).toBe(0);
  expect(run("EXPIRE k 10 GT")).toBe(0);
  expect(run("EXPIRE k 10 LT")).toBe(1);
  expect(run("EXPIRE k 20 NX")).toBe(0);
  expect(run("EXPIRE k 20 GT")).toBe(1);
  expect(run("EXPIRE k 20 NX XX")).toEqual({
    error: "ERR NX and XX, GT or LT options at the same time are not compatible",
  });
  expect(run("EXPIRE k 20 SOON")).toEqual({ error: "ERR Unsupported option SOON" });
});

it("refuses times that 64 bits do not hold", () => {
  const { run } = nodeForTests();
  run("SET k v");
  const refused = { error: "ERR invalid expire time in 'expire' command" };
  expect(run("EXPIRE k 9223372036854775807")).toEqual(refused);
  expect(run("EXPIRE k -9223372036854775808")).toEqual(refused);
});

it("takes the expiry away again", () => {
  const { run } = nodeForTests();
  run("SET k v EX 10");
  expect(run("PERSIST k")).toBe(1);
  expect(run("PERSIST k")).toBe(0);
  expect(run("TTL k")).toBe(-1);
});
