import { expect, it } from "vitest";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import { findSubject } from "../contracts/findSubject.ts";
import { planSweep, type SweepRequest } from "./planSweep.ts";

const request: SweepRequest = {
  backend: "model",
  seeds: { from: 1, to: 1, forMs: null },
  shard: null,
  strategy: null,
  base: null,
  topology: null,
  faults: null,
  jobs: 1,
  reportFolder: null,
  checkDeterminism: false,
  shrink: true,
  redisVersion: "7.0",
};

type Part = Partial<SweepRequest> & { readonly subject?: string };

const planned = ({ subject = "reference", ...part }: Part) =>
  planSweep({ ...request, ...part }, findSubject(subject));

const nodeFaults = (part: Part): readonly string[] =>
  planned(part).plan.faults.filter((kind) => isNodeFaultKind(kind));

it("draws faults of nodes where there are several, and on one when somebody asks", () => {
  expect(nodeFaults({})).toEqual([]);
  expect(nodeFaults({ faults: "all" })).toContain("node-crash");
  expect(nodeFaults({ faults: "all" })).not.toContain("reshard");
  expect(nodeFaults({ topology: "replicated" })).toContain("replication-cut");
  expect(nodeFaults({ topology: "cluster" })).toContain("reshard");
});

it("puts a subject where it can be tried, unless somebody chooses", () => {
  const topologyOf = (part: Part): string => planned(part).plan.topology;
  expect(topologyOf({})).toBe("standalone");
  expect(topologyOf({ subject: "reference-replicated" })).toBe("cluster");
  expect(topologyOf({ subject: "reference-replicated", topology: "replicated" })).toBe(
    "replicated",
  );
});

it("takes for live runs what can strike real servers, and refuses to compare them", () => {
  const live = { backend: "live" } as const;
  expect(planned(live).plan.faults).toContain("crash");
  expect(planned(live).plan.faults).not.toContain("skew");
  expect(nodeFaults({ ...live, faults: "all" })).toEqual([
    "node-crash",
    "node-pause",
    "partition-client",
    "flush-all",
    "evict",
    "out-of-memory",
    "client-kill",
  ]);
  expect(nodeFaults({ ...live, topology: "cluster" })).toEqual([
    "node-crash",
    "node-pause",
    "failover-automatic",
    "failover-manual",
    "failover-force",
    "failover-takeover",
    "partition-client",
    "replication-cut",
    "flush-all",
    "evict",
    "out-of-memory",
    "client-kill",
  ]);
  expect(planned(live).shrinkRunsMax).toBe(0);
  expect(() => planned({ ...live, jobs: 2 })).toThrow("runs would slow each other down");
  expect(() => planned({ ...live, checkDeterminism: true })).toThrow("no two runs are the same");
});

it("refuses what cannot be run", () => {
  const plan = (part: Part) => () => planned(part);
  expect(plan({ faults: ["failover-force"] })).toThrow("cannot strike on the topology standalone");
  expect(plan({ topology: "cluster", backend: "mock" })).toThrow("ioredis-mock is one node");
  expect(plan({ topology: "cluster", subject: "boringnode-queue@0.6.0" })).toThrow(
    "does not claim to work on Redis Cluster",
  );
  expect(plan({ topology: "standalone", subject: "reference-replicated" })).toThrow(
    'got "standalone", on which reference-replicated shows nothing; give cluster or replicated',
  );
});

it("takes numbered seeds at random, as ever, and every strategy where the time decides how many there are", () => {
  const forMs = 1_000;
  expect(planned({}).search).toEqual({ strategy: "random", base: null });
  expect(planned({ seeds: { from: 1, to: 9, forMs } }).search.strategy).toBe("mixed");
  expect(planned({ seeds: { from: 1, to: 9, forMs }, backend: "mock" }).search.strategy).toBe("random"); // prettier-ignore
  expect(planned({ strategy: "enumeration", base: 7 }).search).toEqual({ strategy: "enumeration", base: 7 }); // prettier-ignore
});

it("refuses a strategy that can do nothing", () => {
  const plan = (part: Part) => () => planned(part);
  expect(plan({ strategy: "enumeration", faults: ["skew"] })).toThrow("needs one of the faults crash, lose-reply"); // prettier-ignore
  expect(plan({ strategy: "priority", base: 7 })).toThrow("give --strategy enumeration or resonance"); // prettier-ignore
  expect(plan({ strategy: "resonance", backend: "live" })).toThrow("runs are not to be steered");
});
