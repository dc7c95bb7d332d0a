import { describe, expect, it } from "vitest";
import type { NodeFault } from "../../spec/nodeFault.ts";
import type { SchedulerEvent } from "../../spec/scheduler/history.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { Topology } from "../../spec/topology.ts";
import { referenceScheduler } from "../../adapters/scheduler/reference/referenceScheduler.ts";
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
    expect(history[at + 1]).toMatchObject({ type: "state", id: "s1", process: null, op: null });
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
