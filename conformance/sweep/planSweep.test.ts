import { expect, it } from "vitest";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import { planSweep, type SweepRequest } from "./planSweep.ts";

const request: SweepRequest = {
  subject: "reference",
  backend: "model",
  seeds: { from: 1, to: 1, forMs: null },
  shard: null,
  topology: "standalone",
  faults: null,
  jobs: 1,
  reportFolder: null,
  checkDeterminism: false,
  shrink: true,
  redisVersion: "7.0",
};

const nodeFaults = (part: Partial<SweepRequest>): readonly string[] =>
  planSweep({ ...request, ...part }).plan.faults.filter((kind) => isNodeFaultKind(kind));

it("draws faults of nodes where there are several, and on one when somebody asks", () => {
  expect(nodeFaults({})).toEqual([]);
  expect(nodeFaults({ faults: "all" })).toContain("node-crash");
  expect(nodeFaults({ faults: "all" })).not.toContain("reshard");
  expect(nodeFaults({ topology: "replicated" })).toContain("replication-cut");
  expect(nodeFaults({ topology: "cluster" })).toContain("reshard");
});

it("refuses what cannot be run", () => {
  const plan = (part: Partial<SweepRequest>) => () => planSweep({ ...request, ...part });
  expect(plan({ faults: ["failover-force"] })).toThrow("cannot strike on the topology standalone");
  expect(plan({ topology: "cluster", backend: "mock" })).toThrow("ioredis-mock is one node");
  expect(plan({ topology: "cluster", subject: "boringnode-queue@0.6.0" })).toThrow(
    "does not claim to work on Redis Cluster",
  );
});
