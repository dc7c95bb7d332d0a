import { expect, it } from "vitest";
import { referenceBalancer } from "../../adapters/streamBalancer/reference/referenceBalancer.ts";
import { defaultBalancerOptions } from "../../spec/streamBalancer/contract.ts";
import { streamBalancerFaultKinds } from "../../spec/streamBalancer/fault.ts";
import type { StreamBalancerEvent } from "../../spec/streamBalancer/history.ts";
import type { StreamBalancerScenario } from "../../spec/streamBalancer/scenario.ts";
import { topologyKinds } from "../../spec/topology.ts";
import { drawScenario } from "./drawScenario.ts";
import { runScenario } from "./runScenario.ts";

const twoConsumers: StreamBalancerScenario = {
  contract: "stream-balancer",
  topology: { kind: "standalone" },
  latencyUs: { min: 100, max: 500 },
  options: { ...defaultBalancerOptions, leaseMs: 1_000, minIdleMs: 2_000, scanIntervalMs: 4_000 },
  workers: [
    { role: "consumer", name: "c1", startAtMs: 0, workMs: 1_500, claimsExpired: false },
    { role: "consumer", name: "c2", startAtMs: 1_000, workMs: 1_500, claimsExpired: false },
    { role: "producer", name: "p1", startAtMs: 0 },
  ],
  faultsMs: 20_000,
  quietMs: 20_000,
  steps: [{ atMs: 500, by: "p1", do: "add", name: "d1", count: 1, fails: 0 }],
  faults: [],
};

const run = (scenario: Partial<StreamBalancerScenario>, seed = 1) =>
  runScenario({
    subject: referenceBalancer,
    scenario: { ...twoConsumers, ...scenario },
    seed,
    journal: "full",
  });

/** What became of the entries and the work, in a few words each. */
const story = (history: readonly StreamBalancerEvent[]): readonly string[] =>
  history.flatMap((event) => {
    if (event.type === "entry") return `${event.where.place} by ${event.process ?? "nobody"}`;
    if (event.type === "dead-letter") return `dead letter: ${event.content.reason}`;
    return event.type === "worked" || event.type === "work-failed"
      ? `${event.type} by ${event.process}`
      : [];
  });

const moved = "gone by c1, undelivered by c1, pending by c2, worked by c2, gone by c2";

it("watches an entry from its addition to its completion, and judges every rule", async () => {
  const { history, verdicts, undecided, simulatedMs } = await run({});
  expect(undecided).toEqual([]);
  expect(simulatedMs).toBe(40_000);
  expect(story(history)).toEqual([
    "undelivered by p1",
    "pending by c1",
    "worked by c1",
    "gone by c1",
  ]);
  expect(verdicts.filter(({ verdict }) => verdict === "violated")).toEqual([]);
});

it("lets the work of a dead owner be recovered by another's scan", async () => {
  const crash = { fault: "crash", process: "c1", atMs: 1_200, restartAfterMs: null } as const;
  const { history, faults } = await run({ faults: [crash] });
  expect(faults.get("crash")).toBe(1);
  expect(story(history).slice(2)).toEqual([
    "gone by c2",
    "undelivered by c2",
    "pending by c2",
    "worked by c2",
    "gone by c2",
  ]);
});

it("lets a leaving consumer give its unfinished work back", async () => {
  const step = { atMs: 1_200, by: "c1", do: "shutdown", restartAfterMs: 5_000 } as const;
  const { history } = await run({ steps: [...twoConsumers.steps, step] });
  expect(story(history).slice(2).join(", ")).toBe(moved);
});

it("lets work fail as often as the step says, and adds what nobody can read", async () => {
  const { history } = await run({
    options: { ...twoConsumers.options, retriesMax: 1 },
    steps: [
      { atMs: 500, by: "p1", do: "add", name: "d1", count: 1, fails: 2 },
      { atMs: 9_000, by: "p1", do: "add-poison", poison: "no-json", count: 1 },
    ],
  });
  const told = story(history);
  expect(told.filter((line) => line.startsWith("work-failed"))).toHaveLength(2);
  expect(told.filter((line) => line.startsWith("worked"))).toEqual([]);
  expect(told.filter((line) => line.startsWith("dead letter"))).toHaveLength(2);
});

it("shuts everybody down in the end and finds nothing left", async () => {
  const { history, verdicts } = await run({});
  const shutDown = history.flatMap((event) =>
    event.type === "returned" && event.name === "shutdown" ? [event.process] : [],
  );
  expect(shutDown.toSorted()).toEqual(["c1", "c2"]);
  expect(verdicts.map(({ verdict }) => verdict)).not.toContain("violated");
});

it.each(topologyKinds)("is a function of scenario and seed on %s", async (topology) => {
  const { scenario } = drawScenario(1, { faults: streamBalancerFaultKinds, topology });
  const options = { subject: referenceBalancer, scenario, seed: 1, journal: "digest" } as const;
  const [first, again] = [await runScenario(options), await runScenario(options)];
  expect(first.undecided).toEqual([]);
  expect(again.digest).toBe(first.digest);
});
