import { describe, expect, it } from "vitest";
import { referenceScheduler } from "../../adapters/scheduler/reference/referenceScheduler.ts";
import { referenceBalancer } from "../../adapters/streamBalancer/reference/referenceBalancer.ts";
import { kernelFaultKinds } from "../../spec/fault.ts";
import { strategyNames, type Search } from "../../spec/strategy.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { casesOf, enumerated } from "./enumeration.ts";
import { recordRun } from "./recording.ts";
import { lengthsIn } from "./resonance.ts";
import { trialOf } from "./trialOf.ts";

const subject = referenceScheduler;
const contract = contractOf(subject);
const options = { faults: kernelFaultKinds, topology: "standalone", redisVersion: "7.0" } as const;
const trial = (seed: number, strategy: Search["strategy"], base: number | null = null) =>
  trialOf(seed, subject, { strategy, base }, options);
/** Of few commands. */
const base = 9;

describe("enumeration", () => {
  it("has each command of each process with each thing that may happen at its boundary, once", async () => {
    const recording = await recordRun(subject, base, options);
    const cases = casesOf(recording, kernelFaultKinds);
    expect(cases).toHaveLength(recording.requests.length * 3);
    const told = new Set(cases.map(({ request, boundary }) => `${request.process} ${request.nth} ${boundary}`)); // prettier-ignore
    expect(told.size).toBe(cases.length);
    expect(cases[0]?.request.isBusy).toBe(true);
    expect(casesOf(recording, ["lose-reply"])).toHaveLength(recording.requests.length);
  });

  it("strikes where it says, at the end of the run as well as at its beginning", async () => {
    const recording = await recordRun(subject, base, options);
    const cases = casesOf(recording, kernelFaultKinds);
    for (const n of [0, 1, 2, cases.length - 2, cases.length - 1]) {
      const { scenario } = enumerated(recording, cases, n);
      const [fault] = scenario.faults;
      const run = await contract.run({ subject, scenario, seed: base, journal: "digest" });
      expect(run.faults.get(fault?.fault ?? "")).toBe(1);
    }
  });

  it("enumerates what is done after an everyday fault in every second scenario, where a contract names some", async () => {
    const balancer = referenceBalancer;
    const asked = { ...options, faults: ["crash", "lose-reply"] };
    const search = { strategy: "enumeration", base: null } as const;
    const [without, some] = [
      await trialOf(1, balancer, search, asked),
      await trialOf(2, balancer, search, asked),
    ];
    expect(without.scenario.faults).toHaveLength(1);
    expect(some.scenario.faults.length).toBeGreaterThan(1);
    const everyday = some.scenario.faults.slice(1).map(({ fault }) => fault);
    expect(new Set(everyday)).toEqual(new Set(["crash"]));
    const { worldSeed: seed, scenario } = some;
    const run = await contractOf(balancer).run({ subject: balancer, scenario, seed, journal: "digest" }); // prettier-ignore
    expect([...run.faults.keys()]).toContain(scenario.faults[0]?.fault);
    const never = await trialOf(2, balancer, search, { ...asked, faults: ["lose-reply"] });
    expect(never.scenario.faults).toHaveLength(1);
  });

  it("goes on with pairs when every case was had", async () => {
    const recording = await recordRun(subject, base, options);
    const cases = casesOf(recording, kernelFaultKinds);
    expect(enumerated(recording, cases, cases.length - 1).scenario.faults).toHaveLength(1);
    expect(enumerated(recording, cases, cases.length).scenario.faults).toHaveLength(2);
  });

  it("takes the scenario that it is told, or many in turns", async () => {
    expect((await trial(1, "enumeration", base)).worldSeed).toBe(base);
    expect((await trial(5, "enumeration", base)).worldSeed).toBe(base);
    expect((await trial(1, "enumeration")).worldSeed).toBe(1);
    expect((await trial(2, "enumeration")).worldSeed).toBe(2);
    expect((await trial(17, "enumeration")).worldSeed).toBe(1);
  });
});

describe("resonance", () => {
  it("knows what the reference waits for: its polls, its lease", async () => {
    const recording = await recordRun(subject, base, options);
    const [worker] = recording.scenario.workers;
    expect(lengthsIn(recording)).toContain(worker && "pollMs" in worker ? worker.pollMs : 0);
    expect([...recording.durations.keys()]).toContain(subject.declares.leaseMs);
  });

  it("places faults about as long as that, or about then", async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { scenario } = await trial(seed, "resonance", base);
      expect(scenario.faults.length).toBeGreaterThan(0);
      expect(contract.scenarioShape(scenario, "scenario")).toEqual(scenario);
    }
  });
});

it("lets priorities decide, and that replays", async () => {
  const { scenario, worldSeed } = await trial(3, "priority");
  expect(scenario.ties).toBeDefined();
  const saved = contract.scenarioShape(JSON.parse(JSON.stringify(scenario)), "scenario");
  const digests = [];
  for (const each of [scenario, saved, { ...scenario, ties: { seed: 1, changesMs: [] } }]) {
    const run = await contract.run({ subject, scenario: each, seed: worldSeed, journal: "digest" });
    digests.push(run.digest);
  }
  expect(digests[1]).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
});

it("means by a random seed of a mixed sweep what it always meant, and gives every strategy its turn", async () => {
  const turns = [];
  for (let seed = 1; seed <= 8; seed++) {
    const { strategy, scenario, worldSeed } = await trial(seed, "mixed");
    turns.push(strategy);
    const own = strategy === "random" ? seed : Math.ceil(seed / 4);
    expect(scenario).toEqual((await trial(own, strategy)).scenario);
    expect(strategy !== "random" || worldSeed === seed).toBe(true);
  }
  expect(turns.slice(0, 4).toSorted()).toEqual([...strategyNames].toSorted());
  expect(turns.slice(4).toSorted()).toEqual([...strategyNames].toSorted());
  expect(turns.slice(4)).not.toEqual(turns.slice(0, 4));
});

it("takes turns among those only that can do something with the faults that may strike", async () => {
  const search = { strategy: "mixed", base: null } as const;
  for (let seed = 1; seed <= 4; seed++) {
    const { strategy } = await trialOf(seed, subject, search, {
      ...options,
      faults: ["wrong-type"],
    });
    expect(["random", "priority"]).toContain(strategy);
  }
});
