import type { SchedulerFault, SchedulerFaultKind } from "./fault.ts";
import type { NodeFault, NodeFaultKind } from "../nodeFault.ts";
import { parseNodeName, parseSlotName } from "../nodeName.ts";
import type { Topology } from "../topology.ts";
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
} from "../shape.ts";
import type {
  ScenarioSchedule,
  ScenarioWorker,
  SchedulerScenario,
  SchedulerStep,
} from "./scenario.ts";

/** Ten years. No scenario is longer; a number beyond it is a mistake, such as an instant instead of a duration. */
const longestMs = 315_360_000_000;

const duration = integer(0, longestMs);
const positive = integer(1, longestMs);
const signed = integer(-longestMs, longestMs);
const request = integer(1, 1_000_000);

const schedule: Shape<ScenarioSchedule> = recordWith(
  { id: text },
  {
    everyMs: positive,
    cron: text,
    timezone: text,
    fromMs: signed,
    toMs: signed,
    limit: integer(1, 1_000_000_000),
  },
);

const call = { atMs: duration, by: text };
const onSchedule = <Name extends string>(name: Name) =>
  record({ ...call, do: oneOf(name), id: text });

const step: Shape<SchedulerStep> = tagged<SchedulerStep>("do", {
  define: record({ ...call, do: oneOf("define"), schedule }),
  update: record({ ...call, do: oneOf("update"), id: text, nextRunAtMs: signed }),
  pause: onSchedule("pause"),
  resume: onSchedule("resume"),
  trigger: onSchedule("trigger"),
  delete: onSchedule("delete"),
  get: onSchedule("get"),
  list: record({ ...call, do: oneOf("list") }),
  migrate: record({ ...call, do: oneOf("migrate") }),
});

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

const nodeFaults: Readonly<Record<NodeFaultKind, Shape<NodeFault>>> = {
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

const faults: Readonly<Record<SchedulerFaultKind, Shape<SchedulerFault>>> = {
  crash: recordWith(
    { fault: oneOf("crash"), ...struck, restartAfterMs: nullOr(duration) },
    { request, edge },
  ),
  pause: recordWith({ fault: oneOf("pause"), ...lasting }, { request, edge }),
  skew: record({ fault: oneOf("skew"), ...struck, byMs: signed }),
  refuse: record({ fault: oneOf("refuse"), ...lasting }),
  delay: record({ fault: oneOf("delay"), ...lasting, byMs: duration }),
  stall: record({ fault: oneOf("stall"), ...lasting }),
  partition: record({ fault: oneOf("partition"), ...lasting }),
  "cut-request": record({ fault: oneOf("cut-request"), ...struck, request }),
  "lose-reply": record({ fault: oneOf("lose-reply"), ...struck, request }),
  "cut-reply": record({ fault: oneOf("cut-reply"), ...struck, request }),
  "script-flush": record({ fault: oneOf("script-flush"), atMs: duration }),
  "stale-early": record({
    fault: oneOf("stale-early"),
    atMs: duration,
    id: text,
    byMs: duration,
  }),
  "stale-late": record({ fault: oneOf("stale-late"), atMs: duration, id: text, byMs: duration }),
  "missing-member": record({ fault: oneOf("missing-member"), atMs: duration, id: text }),
  "orphan-member": record({ fault: oneOf("orphan-member"), atMs: duration, id: text }),
  "malformed-member": record({ fault: oneOf("malformed-member"), atMs: duration }),
  "missing-hash": record({ fault: oneOf("missing-hash"), atMs: duration, id: text }),
  "wrong-type": record({ fault: oneOf("wrong-type"), atMs: duration }),
  ...nodeFaults,
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

const worker: Shape<ScenarioWorker> = record({
  name: text,
  pollMs: positive,
  dispatchMs: duration,
  startAtMs: duration,
});

/** The shape of a scenario of the scheduler contract, as it lies in an artefact. */
export const schedulerScenarioShape: Shape<SchedulerScenario> = recordWith(
  {
    contract: oneOf("scheduler"),
    topology,
    latencyUs: record({ min: integer(0, 1_000_000_000), max: integer(0, 1_000_000_000) }),
    workers: listOf(worker),
    faultsMs: duration,
    quietMs: duration,
    legacy: listOf(schedule),
    steps: listOf(step),
    faults: listOf(tagged("fault", faults)),
  },
  { config: texts },
);
