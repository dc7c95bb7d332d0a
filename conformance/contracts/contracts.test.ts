import { describe, expect, it } from "vitest";
import { contractFaults, contractNames } from "../../spec/contractFaults.ts";
import { contractOf } from "./contractOf.ts";
import { findSubject } from "./findSubject.ts";
import { contracts } from "./index.ts";

it("can be typed as they are registered, and each fault of theirs", () => {
  expect(contracts.map(({ name }) => name)).toEqual(contractNames);
  for (const { name, faultKinds } of contracts) expect(faultKinds).toEqual(contractFaults[name]);
});

describe.each(contracts)("$name", (contract) => {
  const { subjects, rules, faultKinds, faultSummary, canary, reference, name } = contract;
  const [subject] = subjects.filter((each) => each.name === reference);

  it("has a reference, and a canary that breaks one of its rules, once anything does", () => {
    expect(subject).toBeDefined();
    if (subjects.every(({ breaks }) => breaks === undefined)) return;
    const broken = subjects.find((each) => each.name === canary.subject);
    expect(rules.map(({ id }) => id)).toContain(broken?.breaks);
    for (const fault of canary.faults) expect(faultKinds).toContain(fault);
  });

  it("says what each fault does, and names each subject and rule once", () => {
    expect(Object.keys(faultSummary).toSorted()).toEqual(faultKinds.toSorted());
    expect(new Set(subjects.map((each) => each.name)).size).toBe(subjects.length);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(subjects.every((each) => each.contract === name)).toBe(true);
  });

  it("draws scenarios of its own shape, which say the same with all of their parts", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const options = { faults: faultKinds, topology: "standalone" } as const;
      const { scenario } = contract.draw(seed, subject!, options);
      expect(contract.scenarioShape(scenario, "scenario")).toEqual(scenario);
      const parts = contract.partsOf(scenario);
      expect(contract.withParts(scenario, [...parts.keys()])).toEqual(scenario);
      expect(contract.partsOf(contract.withParts(scenario, []))).toEqual([]);
    }
  });

  it("refuses what is another contract's", () => {
    const { scenario } = contract.draw(1, subject!, { faults: [], topology: "standalone" });
    const foreign = { ...scenario, contract: "job-queue" };
    expect(() => contract.partsOf(foreign)).toThrow("a scenario of job-queue");
  });
});

it("finds a subject by its name alone, that of the first contract where several have it", () => {
  expect(contractOf(findSubject("broken/trustsTheScore")).name).toBe("scheduler");
  expect(contractOf(findSubject("reference")).name).toBe("scheduler");
  expect(() => findSubject("reference", "job-queue")).toThrow('"job-queue"');
  expect(() => contractOf({ contract: "job-queue" })).toThrow("would be right");
});
