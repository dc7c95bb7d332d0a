import { expect, it } from "vitest";
import { contracts } from "../contracts/index.ts";
import { catchingSeeds } from "./catchingSeeds.ts";
import { seedsMaxOf } from "./seedsMaxOf.ts";

const broken = contracts
  .flatMap(({ subjects }) => subjects)
  .filter(({ breaks }) => breaks !== undefined);

it("has a seed for each broken subject, among those within which it is to be caught; if not, run `npm run acceptance -- broken`", () => {
  const known = Object.entries(catchingSeeds).flatMap(([contract, seeds]) =>
    Object.keys(seeds).map((name) => `${contract} ${name}`),
  );
  expect(known.toSorted()).toEqual(
    broken.map(({ contract, name }) => `${contract} ${name}`).toSorted(),
  );
  for (const subject of broken) {
    const seed = catchingSeeds[subject.contract]?.[subject.name];
    expect(seed, subject.name).toBeLessThanOrEqual(seedsMaxOf(subject));
  }
});
