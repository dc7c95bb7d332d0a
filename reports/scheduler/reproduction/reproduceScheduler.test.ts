import { expect, it } from "vitest";
import type { SchedulerFault } from "../../../spec/scheduler/fault.ts";
import type { Topology } from "../../../spec/topology.ts";
import { reproduceScheduler } from "./reproduceScheduler.ts";

const facts = (
  faults: readonly SchedulerFault[] = [],
  topology: Topology = { kind: "standalone" },
) => ({
  scenario: {
    contract: "scheduler" as const,
    topology,
    latencyUs: { min: 1, max: 1 },
    workers: [],
    faultsMs: 1_000,
    quietMs: 1_000,
    legacy: [],
    steps: [],
    faults,
  },
  leaseMs: null,
  latenessMsMax: 3_000,
  indexKey: "due",
  readState: (id: string) => ["HGETALL", id],
  corrupt: ({ fault }: { readonly fault: string }) =>
    fault === "stale-early" ? [["ZADD", "due", "0", "s1"]] : null,
  putLegacy: null,
});

it("does to the index what was done in the scenario", () => {
  const early = { fault: "stale-early", atMs: 0, id: "s1", byMs: 1 } as const;
  expect(reproduceScheduler("SC-1", facts([early]))).toContain(
    'await admin.call("ZADD", "due", "0", "s1");',
  );
});

it.each([
  ["SC-1", facts([], { kind: "replicated", replicas: 1 }), "a plain script has one server"],
  ["SC-2", facts([{ fault: "delay", process: "w1", atMs: 0, forMs: 1, byMs: 1 }]), "it takes delay at the right moment"], // prettier-ignore
  ["SC-5", facts(), "its layout has no index that could name one"],
  ["SC-6", facts(), "which no client can count"],
  ["SC-11", facts(), "its claims have no lease"],
  ["SC-13", facts([{ fault: "missing-member", atMs: 0, id: "s1" }]), 'its layout knows no "missing-member"'], // prettier-ignore
  ["SC-14", facts(), "it has no unindexed layout"],
  ["SC-99", facts(), "nobody has written down what hits SC-99 by itself"],
])("says why nothing plain hits %s", (rule, asked, why) => {
  expect(reproduceScheduler(rule, asked)).toContain(why);
});
