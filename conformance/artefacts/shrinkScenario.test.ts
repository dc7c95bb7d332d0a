import { expect, it } from "vitest";
import { streamBalancerSubjects } from "../../adapters/streamBalancer/index.ts";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import { contractOf } from "../contracts/contractOf.ts";
import { stepsOf } from "../contracts/stepsOf.ts";
import { shrinkScenario } from "./shrinkScenario.ts";

it("leaves what it takes of a run of many steps, in a few dozen runs, and it can be saved", async () => {
  const subject = streamBalancerSubjects.find(({ name }) => name === "broken/dropsPoison")!;
  const { draw, run, faultKinds, scenarioShape } = contractOf(subject);
  const faults = faultKinds.filter((kind) => !isNodeFaultKind(kind));
  const seed = 2;
  const { scenario } = draw(seed, subject, { faults, topology: "standalone" });
  const shrunk = await shrinkScenario({ subject, scenario, seed, rule: "SB-11", runsMax: 100 });

  expect(stepsOf(scenario)).toBeGreaterThan(20);
  expect(stepsOf(shrunk.scenario)).toBeLessThanOrEqual(2);
  expect(shrunk.scenario.quietMs).toBeLessThan(scenario.quietMs);
  expect(shrunk.runs).toBeLessThan(100);
  const saved = scenarioShape(JSON.parse(JSON.stringify(shrunk.scenario)), "scenario");
  const again = await run({ subject, scenario: saved, seed: shrunk.seed, journal: "digest" });
  const violated = again.verdicts.filter(({ verdict }) => verdict === "violated");
  expect(violated.map(({ rule }) => rule.id)).toContain("SB-11");
});
