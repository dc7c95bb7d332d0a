import { describe, expect, it } from "vitest";
import { replyOf } from "./runForTest.ts";

// Every expectation is what redis-server 7.0.15 answered to the same script.
describe("bit", () => {
  it.each([
    ["return bit.tobit(0xffffffff)", -1],
    ["return bit.tobit(2^40 + 5)", 5],
    ["return bit.tobit(1.5)", 2],
    ["return bit.tobit(2.5)", 2],
    ["return bit.tobit('12')", 12],
  ] as const)("wraps numbers to 32 signed bits: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return bit.band(0xff, 0x0f, 0x3c)", 12],
    ["return bit.bor(1, 2, 4)", 7],
    ["return bit.bxor(0xffffffff, 1)", -2],
    ["return bit.bnot(0)", -1],
  ] as const)("combines any number of arguments: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return bit.lshift(1, 31)", -2147483648],
    ["return bit.lshift(1, 32)", 1],
    ["return bit.rshift(-1, 28)", 15],
    ["return bit.arshift(-256, 4)", -16],
    ["return bit.rol(0x12345678, 8)", 878082066],
    ["return bit.ror(0x12345678, 8)", 2014458966],
    ["return bit.bswap(0x12345678)", 2018915346],
  ] as const)("shifts and rotates by the lower five bits: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    ["return bit.tohex(255)", "000000ff"],
    ["return bit.tohex(-1, 4)", "ffff"],
    ["return bit.tohex(0xabcdef, -6)", "ABCDEF"],
    ["return bit.tohex(1, 99)", "00000001"],
  ] as const)("writes hexadecimal, in capitals for a negative width: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });

  it.each([
    [
      "return bit.band()",
      { error: "ERR user_script:1: bad argument #1 to 'band' (number expected, got no value)" },
    ],
    [
      "return bit.tobit('x')",
      { error: "ERR user_script:1: bad argument #1 to 'tobit' (number expected, got string)" },
    ],
    [
      "return bit.lshift(1)",
      { error: "ERR user_script:1: bad argument #2 to 'lshift' (number expected, got no value)" },
    ],
    [
      "return bit.bxor(1, {})",
      { error: "ERR user_script:1: bad argument #2 to 'bxor' (number expected, got table)" },
    ],
  ] as const)("refuses what is no number: %s", (script, reply) => {
    expect(replyOf(script)).toEqual(reply);
  });
});
