import { expect, it } from "vitest";
import { formatG } from "./formatG.ts";

it.each([
  [0.1, 17, "0.10000000000000001"],
  [3.3, 17, "3.2999999999999998"],
  [1e20, 17, "1e+20"],
  [2 ** 53, 17, "9007199254740992"],
  [2 ** 53, 14, "9.007199254741e+15"],
  [1e-5, 14, "1e-05"],
  [0.0001, 14, "0.0001"],
  [-0, 17, "-0"],
  [-1 / 0, 17, "-inf"],
  [1e15, 14, "1e+15"],
  [123456, 3, "1.23e+05"],
] as const)("writes %d with %d digits as C does", (value, precision, text) => {
  expect(formatG(value, precision)).toBe(text);
});

it("rounds a decimal tie to even, where JavaScript would round up", () => {
  expect(formatG(1234567890123.25, 14)).toBe("1234567890123.2");
  expect(formatG(1234567890123.75, 14)).toBe("1234567890123.8");
  expect(formatG(2 ** -25, 17)).toBe("2.9802322387695312e-08");
});
