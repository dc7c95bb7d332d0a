import { expect, it } from "vitest";
import { exceptionsOf } from "./exceptions.ts";
import { tallyText, unitText } from "./upstreamText.ts";
import { unitsExamined } from "./unitsExamined.ts";

const run = {
  unit: "unit/example",
  tests: [
    { name: "one", outcome: "ok", because: "" },
    { name: "two", outcome: "failed", because: "Expected 1" },
    { name: "three", outcome: "skipped", because: "" },
    { name: "four: external:skip", outcome: "skipped", because: "" },
  ],
  output: "",
  seconds: 2,
} as const;
const exceptions = [
  { unit: "unit/example", test: "three", why: "It needs a disk." },
  { unit: "unit/example", test: "never met", why: "It needs a disk." },
];

it("names what failed and what was excepted, and counts the rest", () => {
  expect(unitText(run, exceptions)).toMatchInlineSnapshot(`
    "unit/example: 1 ok, 1 failed, 1 excepted, 1 left out (2 s)
      failed: two: Expected 1
      excepted: three: It needs a disk.
    "
  `);
  expect(tallyText([run, run], () => exceptions)).toBe(
    "2 units: 2 ok, 2 failed, 2 excepted, 2 left out\n",
  );
});

it("excepts no test twice, and none without a reason", () => {
  for (const unit of unitsExamined) {
    const names = exceptionsOf(unit).map(({ test }) => test);
    expect(names).toEqual([...new Set(names)]);
    for (const { why } of exceptionsOf(unit)) expect(why).toMatch(/^[A-Z].*\.$/);
  }
});
