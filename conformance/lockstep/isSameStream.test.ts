import { describe, expect, it } from "vitest";
import { requestBytes } from "../differential/requestBytes.ts";
import { isSameStream } from "./isSameStream.ts";

describe("isSameStream", () => {
  it.each([
    ["a ping in either case", ["PING"], ["ping"], true],
    ["a set in either order", ["RESTORE", "k", "0", "ab"], ["RESTORE", "k", "0", "ba"], true],
    ["less of a set", ["RESTORE", "k", "0", "ab"], ["RESTORE", "k", "0", "a"], false],
    ["another value", ["SET", "k", "v"], ["SET", "k", "w"], false],
  ])("takes %s for what it is", (_what, model, real, isSame) => {
    expect(isSameStream(requestBytes(model), requestBytes(real))).toBe(isSame);
  });
});
