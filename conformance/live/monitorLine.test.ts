import { expect, it } from "vitest";
import { readMonitorLine } from "./monitorLine.ts";

it("reads who ran what, and when, byte for byte", () => {
  expect(
    readMonitorLine('+1700000000.000123 [0 127.0.0.1:5001] "SET" "a \\"b\\"" "\\x01\\r\\n\\\\"'),
  ).toEqual({
    atUs: 1_700_000_000_000_123,
    port: 5001,
    argv: ["SET", 'a "b"', "\x01\r\n\\"],
  });
});

it("knows what a script has called, and clients of IPv6", () => {
  expect(readMonitorLine('+1700000000.000123 [0 lua] "HSET" "k" "" "v"')).toMatchObject({
    port: null,
    argv: ["HSET", "k", "", "v"],
  });
  expect(readMonitorLine('+1700000000.000123 [0 [::1]:5002] "PING"')).toMatchObject({ port: 5002 });
});

it("takes nothing else for a command", () => {
  expect(readMonitorLine("+OK")).toBeNull();
});
