import { describe, expect, it } from "vitest";
import { replyOf } from "./runForTest.ts";

// Every expectation is what redis-server 7.0.15 answered to the same script.
describe("struct", () => {
  it.each([
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('i', 258))",
      "02010000",
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('>i', 258))",
      "00000102",
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('bHl', -1, 65535, -2))",
      "fffffffeffffffffffffff",
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('>I8', 2^53))",
      "0020000000000000",
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('i16', -1))",
      "ffffffffffffffff0000000000000000",
    ],
  ] as const)("packs integers little-endian unless told otherwise: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('fd', 1.5, -2.25))",
      "0000c03f00000000000002c0",
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('>d', 0.1))",
      "3fb999999999999a",
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('c2c0s', 'abc', 'def', 'gh'))",
      "6162646566676800",
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('xbx', 1))",
      "000100",
    ],
  ] as const)("packs floats and strings: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('!bi', 1, 2))",
      "0100000002000000",
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(struct.pack('!2bi', 1, 2))",
      "010002000000",
    ],
    ["return struct.size('!8bid')", 16],
    ["return struct.size('bid')", 13],
  ] as const)("aligns when asked to: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return {struct.unpack('<I2>I2', '\\1\\2\\1\\2')}", [513, 258, 5]],
    ["return {struct.unpack('bb', 'abcd', 3)}", [99, 100, 5]],
    ["return {struct.unpack('bc0', '\\3abcdef')}", ["abc", 5]],
    ["return {struct.unpack('s', 'abc\\0def')}", ["abc", 5]],
    ["return {struct.unpack('<i8', ('\\255'):rep(8))}", [-1, 9]],
  ] as const)("unpacks and says where it stopped: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "return struct.pack('i')",
      { error: "ERR user_script:1: bad argument #2 to 'pack' (number expected, got nil)" },
    ],
    [
      "return struct.pack('iii', 1)",
      { error: "ERR user_script:1: bad argument #3 to 'pack' (number expected, got nil)" },
    ],
    [
      "return struct.pack('z', 1)",
      { error: "ERR user_script:1: bad argument #1 to 'pack' (invalid format option 'z')" },
    ],
    [
      "return struct.pack('i33', 1)",
      { error: "ERR user_script:1: integral size 33 is larger than limit of 32" },
    ],
    [
      "return struct.pack('!3i', 1)",
      { error: "ERR user_script:1: alignment 3 is not a power of 2" },
    ],
    [
      "return struct.pack('c10', 'abc')",
      { error: "ERR user_script:1: bad argument #3 to 'pack' (string too short)" },
    ],
    [
      "return struct.unpack('i', 'abc')",
      { error: "ERR user_script:1: bad argument #2 to 'unpack' (data string too short)" },
    ],
    [
      "return struct.unpack('i', 'abcd', 0)",
      { error: "ERR user_script:1: bad argument #3 to 'unpack' (offset must be 1 or greater)" },
    ],
    ["return struct.unpack('s', 'abc')", { error: "ERR user_script:1: unfinished string in data" }],
    [
      "return struct.unpack('c0', 'abc')",
      { error: "ERR user_script:1: format 'c0' needs a previous size" },
    ],
    [
      "return struct.size('s')",
      { error: "ERR user_script:1: bad argument #1 to 'size' (option 's' has no fixed size)" },
    ],
    [
      "return struct.size('c0')",
      { error: "ERR user_script:1: bad argument #1 to 'size' (option 'c0' has no fixed size)" },
    ],
  ] as const)("refuses: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });
});
