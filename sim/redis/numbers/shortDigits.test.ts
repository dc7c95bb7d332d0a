import { expect, it } from "vitest";
import { formatShortest } from "./formatShortest.ts";

it("writes what Redis 8.0 and Valkey write, even where it is not the closest or the shortest", () => {
  const written = [174509107932327.88, 1965578516072988.8, 1e23, 5e-324, 0.1, 2 ** -1022, 1.5e300];
  expect(written.map(formatShortest)).toMatchInlineSnapshot(`
    [
      "174509107932327.87",
      "1965578516072988.7",
      "99999999999999990000000",
      "5e-324",
      "0.1",
      "2.2250738585072014e-308",
      "1.5e+300",
    ]
  `);
});
