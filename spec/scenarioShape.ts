import type { KernelFault, KernelFaultKind } from "./fault.ts";
import { unknownNodeIn, type NodeFault, type NodeFaultKind } from "./nodeFault.ts";
import { parseNodeName, parseSlotName } from "./nodeName.ts";
import type { Scenario } from "./scenario.ts";
import {
  integer,
  listOf,
  nullOr,
  oneOf,
  record,
  recordWith,
  tagged,
  text,
  texts,
  textThat,
  type Shape,
} from "./shape.ts";
import { countNodes, type Topology } from "./topology.ts";

/** Ten years. No scenario is longer; a number beyond it is a mistake, such as an instant instead of a duration. */
const longestMs = 315_360_000_000;

/** Milliseconds from 0 on, from 1 on, and of either sign. */
export const duration = integer(0, longestMs);
export const positive = integer(1, longestMs);
export const signed = integer(-longestMs, longestMs);
const request = integer(1, 1_000_000);

const edge = oneOf("before", "after");
const struck = { atMs: duration, process: text };
const lasting = { ...struck, forMs: duration };

const node = textThat(
  (name) => parseNodeName(name) !== null,
  'a node, such as "redis-1", "master of data" or "replica 1 of shard 2"',
);
const slot = textThat(
  (name) => parseSlotName(name) !== null,
  '"data", or a slot, such as "shard 1" or "slot 16383"',
);
const struckNode = { atMs: duration, node };
const lastingOnNode = { ...struckNode, forMs: duration };
const atRequest = { request, edge };
const command = textThat((name) => /^[A-Z][A-Z0-9_.|-]*$/.test(name), 'a command, such as "XACK"');

/** The shapes of the faults of nodes. */
export const nodeFaultShapes: Readonly<Record<NodeFaultKind, Shape<NodeFault>>> = {
  "node-crash": recordWith(
    {
      fault: oneOf("node-crash"),
      ...struckNode,
      restartAfterMs: nullOr(duration),
      data: oneOf("kept", "snapshot", "empty"),
    },
    { ...atRequest, snapshotAgeMs: duration },
  ),
  "node-pause": recordWith({ fault: oneOf("node-pause"), ...lastingOnNode }, atRequest),
  "node-slow": record({ fault: oneOf("node-slow"), ...lastingOnNode, byMs: duration }),
  "node-skew": record({
    fault: oneOf("node-skew"),
    ...struckNode,
    byMs: signed,
    forMs: nullOr(duration),
  }),
  "failover-automatic": recordWith(
    {
      fault: oneOf("failover-automatic"),
      atMs: duration,
      slot,
      restartAfterMs: nullOr(duration),
    },
    atRequest,
  ),
  "failover-manual": recordWith({ fault: oneOf("failover-manual"), ...struckNode }, atRequest),
  "failover-force": recordWith({ fault: oneOf("failover-force"), ...struckNode }, atRequest),
  "failover-takeover": recordWith({ fault: oneOf("failover-takeover"), ...struckNode }, atRequest),
  "partition-nodes": record({
    fault: oneOf("partition-nodes"),
    atMs: duration,
    nodes: listOf(node),
    way: oneOf("both", "sent", "received"),
    forMs: duration,
  }),
  "partition-client": record({
    fault: oneOf("partition-client"),
    ...lasting,
    node,
    way: oneOf("both", "requests", "replies"),
  }),
  "replication-lag": record({ fault: oneOf("replication-lag"), ...lastingOnNode, byMs: duration }),
  "replication-cut": record({ fault: oneOf("replication-cut"), ...lastingOnNode }),
  reshard: record({ fault: oneOf("reshard"), atMs: duration, slot, to: node, stepMs: duration }),
  "flush-all": record({ fault: oneOf("flush-all"), ...struckNode }),
  evict: record({ fault: oneOf("evict"), atMs: duration, id: nullOr(text) }),
  "out-of-memory": record({ fault: oneOf("out-of-memory"), ...lastingOnNode }),
  "busy-script": record({ fault: oneOf("busy-script"), ...lastingOnNode }),
  "client-kill": record({
    fault: oneOf("client-kill"),
    ...struck,
    connections: oneOf("oldest", "all"),
  }),
  "connection-limit": record({ fault: oneOf("connection-limit"), ...lastingOnNode }),
};

/** The shapes of the faults of the kernel. */
export const kernelFaultShapes: Readonly<Record<KernelFaultKind, Shape<KernelFault>>> = {
  crash: recordWith(
    { fault: oneOf("crash"), ...struck, restartAfterMs: nullOr(duration) },
    { request, edge, command },
  ),
  pause: recordWith({ fault: oneOf("pause"), ...lasting }, { request, edge, command }),
  skew: record({ fault: oneOf("skew"), ...struck, byMs: signed }),
  refuse: record({ fault: oneOf("refuse"), ...lasting }),
  delay: record({ fault: oneOf("delay"), ...lasting, byMs: duration }),
  stall: record({ fault: oneOf("stall"), ...lasting }),
  partition: record({ fault: oneOf("partition"), ...lasting }),
  "cut-request": recordWith({ fault: oneOf("cut-request"), ...struck, request }, { command }),
  "lose-reply": recordWith({ fault: oneOf("lose-reply"), ...struck, request }, { command }),
  "cut-reply": recordWith({ fault: oneOf("cut-reply"), ...struck, request }, { command }),
  "script-flush": record({ fault: oneOf("script-flush"), atMs: duration }),
};

const topology: Shape<Topology> = tagged<Topology>("kind", {
  standalone: record({ kind: oneOf("standalone") }),
  replicated: record({ kind: oneOf("replicated"), replicas: integer(1, 100) }),
  cluster: record({
    kind: oneOf("cluster"),
    masters: integer(1, 1000),
    replicasPerMaster: integer(0, 10),
    nodeTimeoutMs: integer(1, longestMs),
  }),
});

/** The fields of the surroundings, which are the same for scenarios of all contracts. */
export const surroundingFields = {
  topology,
  latencyUs: record({ min: integer(0, 1_000_000_000), max: integer(0, 1_000_000_000) }),
} as const;

/** The fields of the two phases. */
export const phaseFields = { faultsMs: duration, quietMs: duration } as const;

/** Fields of all scenarios that may be absent. */
export const optionalScenarioFields = {
  config: texts,
  ties: record({ seed: integer(0, 2 ** 31 - 1), changesMs: listOf(duration) }),
} as const;

/** What shapes alone cannot see, whatever the contract. Null when the scenario makes sense. */
export function contradictionIn(scenario: Scenario): string | null {
  if (scenario.latencyUs.min > scenario.latencyUs.max) {
    return `.latencyUs: min ${scenario.latencyUs.min} is more than max ${scenario.latencyUs.max}; swap them`;
  }

  const workers = new Set(scenario.workers.map((worker) => worker.name));
  if (workers.size < scenario.workers.length) {
    return ".workers: two workers have the same name; give each its own";
  }
  if (workers.size === 0) return ".workers: there is none; give at least one";

  const hit = scenario.faults.map((fault, index) => ({
    path: `.faults[${index}].process`,
    name: "process" in fault && typeof fault.process === "string" ? fault.process : null,
  }));
  const asked = scenario.steps.map(({ by }, index) => ({ path: `.steps[${index}].by`, name: by }));
  for (const { path, name } of [...hit, ...asked]) {
    if (name === null || workers.has(name)) continue;
    return `${path}: got ${JSON.stringify(name)}, which is no worker; it should be one of ${[...workers].join(", ")}`;
  }

  for (const [index, fault] of scenario.faults.entries()) {
    const name = unknownNodeIn(fault, scenario.topology);
    if (name === null) continue;
    const nodes = countNodes(scenario.topology);
    return `.faults[${index}]: got ${JSON.stringify(name)}; the last of the nodes is redis-${nodes}`;
  }

  return null;
}
