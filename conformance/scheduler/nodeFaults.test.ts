import { describe, expect, it } from "vitest";
import { schedulerFaultKinds } from "../../spec/scheduler/fault.ts";
import type { NodeFault } from "../../spec/nodeFault.ts";
import { schedulerScenarioShape } from "../../spec/scheduler/scenarioShape.ts";
import { checkShape } from "../../spec/shape.ts";
import type { SchedulerEvent } from "../../spec/scheduler/history.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { Topology } from "../../spec/topology.ts";
import { referenceScheduler } from "../../adapters/scheduler/reference/referenceScheduler.ts";
import { drawScenario } from "./drawScenario.ts";
import { runScenario } from "./runScenario.ts";

const everySecond = (
  topology: Topology,
  faults: readonly NodeFault[],
  config: Readonly<Record<string, string>> = {},
): SchedulerScenario => ({
  contract: "scheduler",
  topology,
  config,
  latencyUs: { min: 100, max: 500 },
  workers: [
    { name: "w1", pollMs: 300, dispatchMs: 10, startAtMs: 0 },
    { name: "w2", pollMs: 300, dispatchMs: 10, startAtMs: 150 },
  ],
  faultsMs: 30_000,
  quietMs: 60_000,
  legacy: [],
  steps: [{ atMs: 300, by: "w1", do: "define", schedule: { id: "s1", everyMs: 1_000 } }],
  faults,
});

const run = (
  topology: Topology,
  faults: readonly NodeFault[],
  config: Readonly<Record<string, string>> = {},
) =>
  runScenario({
    subject: referenceScheduler,
    scenario: everySecond(topology, faults, config),
    seed: 1,
    journal: "full",
  });

const ofType = <Type extends SchedulerEvent["type"]>(
  history: readonly SchedulerEvent[],
  type: Type,
) =>
  history.filter((event): event is Extract<SchedulerEvent, { type: Type }> => event.type === type);

const alone: Topology = { kind: "standalone" };
const pair: Topology = { kind: "replicated", replicas: 1 };
const cluster: Topology = {
  kind: "cluster",
  masters: 3,
  replicasPerMaster: 1,
  nodeTimeoutMs: 2_000,
};

it("ends a handover that a takeover has overtaken, so that the old master can follow the new one", async () => {
  const trio: Topology = { kind: "replicated", replicas: 2 };
  const { undecided, faults } = await run(trio, [
    // It waits for a replica that does not hear what has happened last.
    {
      fault: "replication-lag",
      atMs: 5_900,
      node: "replica 1 of data",
      byMs: 3_000,
      forMs: 20_000,
    },
    { fault: "failover-manual", atMs: 8_000, node: "replica 1 of data" },
    { fault: "failover-takeover", atMs: 8_050, node: "replica 1 of data" },
    {
      fault: "node-crash",
      atMs: 8_500,
      node: "master of data",
      data: "kept",
      restartAfterMs: null,
    },
  ]);
  expect(faults.get("failover-takeover")).toBe(1);
  expect(undecided).toEqual([]);
});

describe("on one node", () => {
  const faults: Readonly<Record<string, NodeFault>> = {
    "a crash": {
      fault: "node-crash",
      atMs: 5_000,
      node: "redis-1",
      restartAfterMs: 2_000,
      data: "kept",
    },
    "a crash right after a request": {
      fault: "node-crash",
      atMs: 5_000,
      node: "master of data",
      request: 3,
      edge: "after",
      restartAfterMs: 100,
      data: "kept",
    },
    "a crash that only the end heals": {
      fault: "node-crash",
      atMs: 25_000,
      node: "master of data",
      restartAfterMs: null,
      data: "kept",
    },
    "a pause": { fault: "node-pause", atMs: 5_000, node: "redis-1", forMs: 4_000 },
    slowness: { fault: "node-slow", atMs: 5_000, node: "redis-1", forMs: 4_000, byMs: 300 },
    "a partition from a client": {
      fault: "partition-client",
      atMs: 5_000,
      process: "w1",
      node: "redis-1",
      way: "replies",
      forMs: 4_000,
    },
    "too little memory": { fault: "out-of-memory", atMs: 5_000, node: "redis-1", forMs: 4_000 },
    "a busy script": { fault: "busy-script", atMs: 5_000, node: "redis-1", forMs: 4_000 },
    "killed connections": { fault: "client-kill", atMs: 5_000, process: "w1", connections: "all" },
    "too many connections": {
      fault: "connection-limit",
      atMs: 5_000,
      node: "redis-1",
      forMs: 4_000,
    },
    "a clock that jumps": {
      fault: "node-skew",
      atMs: 5_000,
      node: "redis-1",
      byMs: 3_000,
      forMs: 6_000,
    },
    "a flush": { fault: "flush-all", atMs: 5_000, node: "redis-1" },
    "an evicted hash": { fault: "evict", atMs: 5_000, id: "s1" },
    "an evicted index": { fault: "evict", atMs: 5_000, id: null },
  };

  it.each(Object.entries(faults))(
    "%s strikes and does not make the reference break a rule",
    async (_name, fault) => {
      const { faults: struck, history, verdicts, undecided } = await run(alone, [fault]);

      expect(struck.get(fault.fault)).toBe(1);
      expect(ofType(history, "fault").map(({ fault: kind }) => kind)).toContain(fault.fault);
      expect(undecided).toEqual([]);
      expect(verdicts.filter(({ verdict }) => verdict === "violated")).toEqual([]);
    },
  );

  it("comes back with the snapshot that it had saved, and the history says what was set back", async () => {
    const { history } = await run(alone, [
      {
        fault: "node-crash",
        atMs: 10_000,
        node: "redis-1",
        restartAfterMs: 100,
        data: "snapshot",
        snapshotAgeMs: 5_000,
      },
    ]);
    const at = history.findIndex(({ type }) => type === "incident");
    expect(history[at]).toMatchObject({ incident: "restart-snapshot", node: "redis-1" });
    const next = history.slice(at).find(({ type }) => type === "state");
    expect(next).toMatchObject({ id: "s1", process: null, op: null });
  });

  it("comes back empty, and nothing is left", async () => {
    const { history } = await run(alone, [
      { fault: "node-crash", atMs: 10_000, node: "redis-1", restartAfterMs: 100, data: "empty" },
    ]);
    const at = history.findIndex(({ type }) => type === "incident");
    expect(history[at]).toMatchObject({ incident: "restart-empty", node: "redis-1" });
    expect(history[at + 1]).toMatchObject({ type: "state", id: "s1", state: null });
  });

  it("cannot hand a role over, and says why", async () => {
    const { notStruck } = await run(alone, [
      { fault: "failover-takeover", atMs: 5_000, node: "replica 1 of data" },
    ]);
    expect(notStruck).toEqual([
      { kind: "failover-takeover", reason: "there is only one node", times: 1 },
    ]);
  });
});

describe("with replicas", () => {
  const soon = { atMs: 10_000, forMs: 4_000 };
  const everywhere: Readonly<Record<string, NodeFault>> = {
    "a manual failover": { fault: "failover-manual", atMs: 10_000, node: "replica 1 of data" },
    "a takeover": { fault: "failover-takeover", atMs: 10_000, node: "replica 1 of data" },
    "a crash of the master": {
      fault: "node-crash",
      atMs: 10_000,
      node: "master of data",
      request: 2,
      edge: "after",
      restartAfterMs: 500,
      data: "kept",
    },
    "a crash of the replica that comes back empty": {
      fault: "node-crash",
      atMs: 10_000,
      node: "replica 1 of data",
      restartAfterMs: 500,
      data: "empty",
    },
    "a partition of the nodes": {
      fault: "partition-nodes",
      ...soon,
      nodes: ["master of data"],
      way: "both",
    },
    "a partition of the nodes, one way": {
      fault: "partition-nodes",
      ...soon,
      nodes: ["replica 1 of data"],
      way: "sent",
    },
    "a lag": { fault: "replication-lag", ...soon, node: "replica 1 of data", byMs: 900 },
    "a cut": { fault: "replication-cut", ...soon, node: "replica 1 of data" },
    "a pause": { fault: "node-pause", ...soon, node: "master of data" },
    "a flush": { fault: "flush-all", atMs: 10_000, node: "master of data" },
  };
  const inCluster: Readonly<Record<string, NodeFault>> = {
    "an automatic failover": {
      fault: "failover-automatic",
      atMs: 10_000,
      slot: "data",
      restartAfterMs: 15_000,
    },
    "a forced failover": { fault: "failover-force", atMs: 10_000, node: "replica 1 of data" },
    "a slot that moves": {
      fault: "reshard",
      atMs: 10_000,
      slot: "data",
      to: "master of shard 3",
      stepMs: 100,
    },
  };

  describe.each([pair, cluster])("$kind", (topology) => {
    const faults = topology.kind === "cluster" ? { ...everywhere, ...inCluster } : everywhere;
    it.each(Object.entries(faults))(
      "%s strikes, heals, and does not make the reference break a rule",
      async (_name, fault) => {
        const { faults: struck, verdicts, undecided } = await run(topology, [fault]);

        expect(struck.get(fault.fault)).toBe(1);
        expect(undecided).toEqual([]);
        expect(verdicts.filter(({ verdict }) => verdict === "violated")).toEqual([]);
      },
    );
  });

  it("tells who was elected, and what it did not have", async () => {
    const { history } = await run(cluster, [
      { fault: "replication-cut", atMs: 9_000, node: "replica 1 of data", forMs: 500 },
      {
        fault: "replication-lag",
        atMs: 10_000,
        node: "replica 1 of data",
        byMs: 800,
        forMs: 9_000,
      },
      { fault: "failover-automatic", atMs: 14_000, slot: "data", restartAfterMs: 9_000 },
    ]);
    const at = history.findIndex(({ type }) => type === "incident");
    expect(history[at]).toMatchObject({
      incident: "failover",
      node: "redis-4",
      replaces: "redis-1",
      shard: "shard 1",
      replicas: 1,
    });
    expect(history[at + 1]).toMatchObject({ type: "state", id: "s1", process: null, op: null });
  });

  it("tells that a node took the ownership back before what is different by that", async () => {
    const { history, undecided } = await run(cluster, [
      { fault: "partition-nodes", atMs: 9_000, forMs: 8_000, nodes: ["redis-1"], way: "both" },
      { fault: "failover-takeover", atMs: 10_000, node: "redis-4" },
      { fault: "node-crash", atMs: 13_500, node: "redis-4", restartAfterMs: 2_000, data: "kept" },
    ]);
    expect(undecided).toEqual([]);
    expect(ofType(history, "incident").map(({ node }) => node)).toEqual([
      "redis-4",
      "redis-1",
      "redis-4",
    ]);
    const byNobody = history.flatMap((event, i) =>
      event.type === "state" && event.process === null ? [history[i - 1]] : [],
    );
    expect(byNobody).toEqual(ofType(history, "incident"));
  });

  it("follows one failover after the other", async () => {
    const { history, undecided } = await run(cluster, [
      { fault: "failover-manual", atMs: 10_000, node: "replica 1 of data" },
      { fault: "failover-takeover", atMs: 10_400, node: "replica 1 of data" },
      { fault: "failover-automatic", atMs: 13_000, slot: "data", restartAfterMs: 9_000 },
    ]);
    expect(undecided).toEqual([]);
    const owners = ofType(history, "incident").map(({ incident, node }) => `${incident} ${node}`);
    expect(owners).toEqual(["failover redis-4", "takeover redis-1", "failover redis-4"]);
  });

  it("writes nothing about a slot that moved with all its keys", async () => {
    const { history } = await run(cluster, [
      { fault: "reshard", atMs: 10_000, slot: "data", to: "master of shard 3", stepMs: 10 },
    ]);
    expect(ofType(history, "incident")).toEqual([]);
  });
});

describe.each([alone, pair, cluster])("the topology $kind", (topology) => {
  const seeds = [1, 2, 3];
  it.each(seeds)(
    "gives one digest for seed %i, also when the scenario was saved and read",
    async (seed) => {
      const { capabilities, declares } = referenceScheduler;
      const { scenario } = drawScenario(seed, {
        capabilities,
        declares,
        faults: schedulerFaultKinds,
        topology: topology.kind,
      });
      const digestOf = async (again: SchedulerScenario) =>
        (
          await runScenario({
            subject: referenceScheduler,
            scenario: again,
            seed,
            journal: "digest",
          })
        ).digest;
      const read = checkShape(
        schedulerScenarioShape,
        JSON.parse(JSON.stringify(scenario)),
        "scenario",
      );
      if (!read.ok) throw new Error(read.message);
      expect(await digestOf(read.value)).toBe(await digestOf(scenario));
    },
  );
});
