import { expect, it } from "vitest";
import { addInt64 } from "./addInt64.ts";
import { formatDouble } from "./formatDouble.ts";
import { addLongDoubles, formatLongDouble, parseLongDouble } from "./longDouble.ts";
import type { LongDouble } from "./longDouble.ts";
import { parseBound, parseDouble } from "./parseDouble.ts";
import { parseInt64, parseInteger } from "./parseInteger.ts";

it("reads integers as strictly as Redis", () => {
  for (const text of ["", "-", "01", "+1", "-0", " 1", "1 ", "1.0", "9223372036854775808"])
    expect(parseInteger(text), text).toBeNull();
  expect(parseInteger("-9223372036854775808")).toBe(-(2 ** 63));
  expect(parseInt64("9007199254740993")).toBe(9007199254740993n);
  expect(parseInt64("42")).toBe(42);
});

it("adds within 64 bits, exactly", () => {
  expect(addInt64(1, 2)).toBe(3);
  expect(addInt64(2 ** 53 - 1, 2)).toBe(9007199254740993n);
  expect(addInt64(9223372036854775807n, 1)).toBeNull();
});

it("reads floats as strtod does, and refuses what does not fit", () => {
  expect(["1e3", "-.5", "inf", "-Infinity", "0x1.8p1", "5e-324"].map(parseDouble)).toEqual([
    1000,
    -0.5,
    Infinity,
    -Infinity,
    3,
    5e-324,
  ]);
  for (const text of ["", " 1", "nan", "1e400", "1e-400", "1e", "0x"])
    expect(parseDouble(text), text).toBeNull();
  expect([" 1", "", "1e400"].map(parseBound)).toEqual([1, 0, Infinity]);
});

it("writes doubles with seventeen digits, rounding ties to even", () => {
  const texts = [0.1, 3, -0, 1e17, 123456789012345680, 1e-5, 1.5e300, 1125899906842624.25].map(
    formatDouble,
  );
  expect(texts).toEqual([
    "0.10000000000000001",
    "3",
    "-0",
    "1e+17",
    "1.2345678901234568e+17",
    "1.0000000000000001e-05",
    "1.5000000000000001e+300",
    "1125899906842624.2",
  ]);
});

it("counts in 80-bit floats", () => {
  const sum = (a: string, b: string) => formatLongDouble(addLongDoubles(finite(a), finite(b)));
  expect(sum("0.1", "0.2")).toBe("0.3");
  expect(sum("3.0e3", "200")).toBe("3200");
  expect(sum("1", "-1.00000000000000001")).toBe("-0.00000000000000001");
  expect(sum("0", "-0.000000000000000001")).toBe("0");
  expect(parseLongDouble("inf")).toBe("infinite");
  expect(parseLongDouble("1x")).toBeNull();
});

function finite(text: string): LongDouble {
  const value = parseLongDouble(text);
  if (value === null || value === "infinite") throw new RangeError(`${text} is no finite number`);
  return value;
}
