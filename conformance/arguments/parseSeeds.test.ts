import { describe, expect, it } from "vitest";
import { parseSeed, parseSeeds } from "./parseSeeds.ts";

describe("parseSeed", () => {
  it("takes positive whole numbers, decimal and hexadecimal", () => {
    expect(["1", "42", "0x5eed", "9007199254740991"].map((text) => parseSeed(text))).toEqual([
      1,
      42,
      0x5eed,
      Number.MAX_SAFE_INTEGER,
    ]);
  });

  it.each([
    "0",
    "-1",
    "1.5",
    "1e3",
    "",
    " 1",
    "+1",
    "abc",
    "0x",
    "0xg",
    "9007199254740992",
    "1".repeat(400),
  ])("refuses %j", (text) => {
    expect(() => parseSeed(text)).toThrow(/^--seed: got .*; give a whole number from 1 to/);
  });
});

describe("parseSeeds", () => {
  it("reads N as 1..N, and A..B as it stands", () => {
    expect(parseSeeds("200")).toEqual({ from: 1, to: 200 });
    expect(parseSeeds("5..7")).toEqual({ from: 5, to: 7 });
    expect(parseSeeds("0x10..17")).toEqual({ from: 16, to: 17 });
  });

  it.each([
    "1..",
    "..5",
    "..",
    "1..2..3",
    "1...3",
    "1..2.5",
    "-3..4",
    "0..4",
    "a..b",
    "1..99999999999999999999",
  ])("refuses the range %j", (text) => {
    expect(() => parseSeeds(text)).toThrow(/^--seeds: got .*; give N for 1..N, or A..B/);
  });

  it("turns a reversed range round in its answer", () => {
    expect(() => parseSeeds("9..3")).toThrow(
      '--seeds: got "9..3", which runs backwards; give 3..9',
    );
  });
});
