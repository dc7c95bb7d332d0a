import { describe, expect, it } from "vitest";
import { replyOf } from "./runForTest.ts";

// Every expectation is what redis-server 7.0.15 answered to the same script.
describe("cmsgpack", () => {
  it.each([
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end local r = {} for _, n in ipairs({0, 127, 128, 256, 65536, 2^32, 2^53, -1, -32, -33, -129, -32769, -2^31 - 1}) do r[#r + 1] = hex(cmsgpack.pack(n)) end return r",
      [
        "00",
        "7f",
        "cc80",
        "cd0100",
        "ce00010000",
        "cf0000000100000000",
        "cf0020000000000000",
        "ff",
        "e0",
        "d0df",
        "d1ff7f",
        "d2ffff7fff",
        "d3ffffffff7fffffff",
      ],
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return {hex(cmsgpack.pack(0.5)), hex(cmsgpack.pack(0.1)), hex(cmsgpack.pack(1/0))}",
      ["ca3f000000", "cb3fb999999999999a", "ca7f800000"],
    ],
  ] as const)("packs numbers in the fewest bytes: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return {hex(cmsgpack.pack('')), hex(cmsgpack.pack('abc')), hex(cmsgpack.pack(true)), hex(cmsgpack.pack(false)), hex(cmsgpack.pack(nil))}",
      ["a0", "a3616263", "c3", "c2", "c0"],
    ],
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return {hex(cmsgpack.pack(('x'):rep(32))):sub(1, 6), hex(cmsgpack.pack(('x'):rep(256))):sub(1, 8), hex(cmsgpack.pack(('x'):rep(65536))):sub(1, 12)}",
      ["d92078", "da010078", "db0001000078"],
    ],
  ] as const)("packs strings, booleans and nil: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return {hex(cmsgpack.pack({})), hex(cmsgpack.pack({1, 2})), hex(cmsgpack.pack({a = 1})), hex(cmsgpack.pack({[1] = 1, [3] = 3}))}",
      ["90", "920102", "81a16101", "8201010303"],
    ],
  ] as const)("tells arrays from maps by their keys: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end return hex(cmsgpack.pack(1, 'a', {true}))",
      "01a16191c3",
    ],
  ] as const)("packs several values in a row: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local function hex(s) return (s:gsub('.', function(c) return ('%02x'):format(c:byte()) end)) end local t = {} t[1] = t return hex(cmsgpack.pack(t))",
      "91919191919191919191919191919191c0",
    ],
  ] as const)("ends tables that contain themselves: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "local t = cmsgpack.unpack(cmsgpack.pack({a = {1, 2, 'x'}, b = true})) return {t.a[3], t.a[1], t.b}",
      ["x", 1, 1],
    ],
    ["return {cmsgpack.unpack('\\1\\2\\3')}", [1, 2, 3]],
    ["return tostring(cmsgpack.unpack(cmsgpack.pack(-2^53)))", "-9.007199254741e+15"],
    ["return tostring(cmsgpack.unpack('\\207\\255\\255\\255\\255\\255\\255\\255\\255'))", "-1"],
  ] as const)("unpacks what it packed: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return {cmsgpack.unpack_one('\\1\\2\\3')}", [1, 1]],
    ["return {cmsgpack.unpack_one('\\1\\2\\3', 2)}", [-1, 3]],
    ["return {cmsgpack.unpack_limit('\\1\\2\\3', 2)}", [2, 1, 2]],
    ["return {cmsgpack.unpack_limit('\\1\\2\\3', 2, 1)}", [-1, 2, 3]],
  ] as const)("unpacks in portions: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "return cmsgpack.pack()",
      { error: "ERR user_script:1: bad argument #0 to 'pack' (MessagePack pack needs input.)" },
    ],
    [
      "return cmsgpack.unpack({})",
      { error: "ERR user_script:1: bad argument #1 to 'unpack' (string expected, got table)" },
    ],
    ["return cmsgpack.unpack('\\193')", { error: "ERR user_script:1: Bad data format in input." }],
    ["return cmsgpack.unpack('\\147\\1')", { error: "ERR user_script:1: Missing bytes in input." }],
    ["return cmsgpack.unpack('\\129\\192\\1')", { error: "ERR table index is nil" }],
    [
      "return cmsgpack.unpack_one('\\1', 2)",
      { error: "ERR user_script:1: Start offset 2 greater than input length 1." },
    ],
    [
      "return cmsgpack.unpack_one('\\1', -1)",
      { error: "ERR user_script:1: Invalid request to unpack with offset of -1 and limit of 1." },
    ],
    [
      "return cmsgpack.unpack(('\\145'):rep(5000))",
      { error: "ERR user_script:1: stack overflow (in function mp_decode_to_lua_array)" },
    ],
  ] as const)("refuses: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });
});
