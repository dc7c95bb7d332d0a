import { expect, it } from "vitest";
import { knownName } from "./knownName.ts";

const subjects = [
  "reference",
  "broken/trustsTheScore",
  "broken/trustsTheClock",
  "boringnode-queue@0.6.0",
];
const find = (typed: string): string => knownName("subject", typed, subjects, (name) => name);

it("finds a name that is right", () => {
  expect(find("reference")).toBe("reference");
});

it("suggests what was probably meant", () => {
  expect(["referense", "REFERENCE", "trustsTheScore", "boringnode-queue"].map(refusal)).toEqual([
    '"referense"; did you mean "reference"?',
    '"REFERENCE"; did you mean "reference"?',
    '"trustsTheScore"; did you mean "broken/trustsTheScore"?',
    '"boringnode-queue"; did you mean "boringnode-queue@0.6.0"?',
  ]);
});

it("suggests nothing when nothing is near", () => {
  expect(refusal("xyz")).toBe(`"xyz"; one of ${subjects.join(", ")}`);
});

function refusal(typed: string): string {
  try {
    return find(typed);
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
}
