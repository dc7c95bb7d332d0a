import { expect, it } from "vitest";
import { parseDuration } from "./parseDuration.ts";

it("reads seconds, minutes and hours", () => {
  expect(["60s", "15m", "1.5h", "0.5s"].map((text) => parseDuration(text))).toEqual([
    60_000, 900_000, 5_400_000, 500,
  ]);
});

it.each(["60", "s", "-5s", "0s", "1d", "1e3s", "60 s", "169h", "", "1.s"])("refuses %j", (text) => {
  expect(() => parseDuration(text)).toThrow(/^--for: got .*; give a time up to 168h/);
});
