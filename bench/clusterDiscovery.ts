import { Cluster } from "ioredis";
import { World } from "../sim/kernel/world.ts";
import { RedisTopology } from "../sim/redisTopology.ts";
import { cpuTime } from "./cpuTime.ts";
import type { BenchResult } from "./result.ts";

const startMs = Date.UTC(2026, 0, 1);
const sizes = [10, 100, 1_000];
const rounds = 3;
/** What the client may cost for each node of a cluster of a thousand, against one of a hundred. */
const growthMax = 1.5;

type Row = {
  readonly nodes: number;
  readonly found: number;
  readonly formMs: number;
  readonly discoveryMs: number;
};

/**
 * An unmodified ioredis is told of one node, finds all others and their slots, and writes two keys for each node at once, as
 * the cluster grows. The world stops when all are acknowledged: what the nodes tell each other afterwards, each to each, is
 * no part of it.
 */
export async function clusterDiscovery(): Promise<BenchResult> {
  await discover(10); // so that nothing is measured that has to be compiled first
  const rows: Row[] = [];
  for (const nodes of sizes) rows.push(await fastestOf(nodes));
  const [, hundred, thousand] = rows;
  if (hundred === undefined || thousand === undefined) throw new Error("clusterDiscovery: no rows");
  const perNode = (row: Row): number => row.discoveryMs / row.nodes;
  const growth = perNode(thousand) / perNode(hundred);
  const isComplete = rows.every(({ nodes, found }) => nodes === found);
  return {
    verdict: isComplete && growth <= growthMax ? "reached" : "missed",
    summary: `for each node discovery costs ${growth.toFixed(2)} times as much among 1,000 as among 100 (asked: linear, at most ${growthMax})`,
    lines: [
      "nodes   found   formed in   discovered in",
      ...rows.map(
        ({ nodes, found, formMs, discoveryMs }) =>
          `${String(nodes).padStart(5)}   ${String(found).padStart(5)}   ${formMs.toFixed(0).padStart(6)} ms   ${discoveryMs.toFixed(1).padStart(10)} ms`,
      ),
    ],
  };
}

async function fastestOf(nodes: number): Promise<Row> {
  let fastest = await discover(nodes);
  for (let round = 1; round < rounds; round++) {
    const row = await discover(nodes);
    if (row.discoveryMs < fastest.discoveryMs) fastest = row;
  }
  return fastest;
}

async function discover(nodes: number): Promise<Row> {
  const world = new World({ seed: "bench", startMs, eventsMax: 100_000_000 });
  const before = process.cpuUsage();
  const topology = new RedisTopology(
    world,
    { kind: "cluster", masters: nodes, replicasPerMaster: 0, nodeTimeoutMs: 15_000 },
    { lua: null },
  );
  const { user, system } = process.cpuUsage(before);
  const formMs = (user + system) / 1000;
  // Nodes that have just been formed connect each to each within a tenth of a second. With its clock set back a node counts
  // that time anew, from when it first looks, so the client is ready before it begins.
  for (const server of topology.servers) server.skewUs = -1_000_000;
  let found = 0;
  world.process("client").start(() => {
    const client = new Cluster([{ host: "redis-1", port: 6379 }]);
    client.on("error", () => undefined);
    client.on("ready", () => {
      found = client.nodes().length;
      const keys = Array.from({ length: 2 * nodes }, (_, i) => `k${i}`);
      void Promise.all(keys.map((key) => client.set(key, "v"))).then(() => world.stop());
    });
  });
  const discoveryMs = await cpuTime(() => world.runUntil((startMs + 10_000) * 1000));
  if (world.failures.length > 0)
    throw new Error(`bench/clusterDiscovery: ${JSON.stringify(world.failures)}`);
  return { nodes, found, formMs, discoveryMs };
}
