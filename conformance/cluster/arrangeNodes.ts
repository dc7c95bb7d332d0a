import type { Reply } from "../../sim/redis/reply.ts";
import type { Topology } from "../../spec/topology.ts";
import { planTopology, type PlannedNode } from "./planTopology.ts";
import type { RealNode } from "./realTopology.ts";
import { ServerTrouble } from "./serverTrouble.ts";
import { until } from "./until.ts";

/**
 * Makes nodes that know nobody what the topology says, by the commands that `redis-cli --cluster create` of Redis 7.0.15
 * uses; but each node meets each other one by word of ours, so that nobody waits for gossip. Resolves when all nodes see
 * it all, and each replica has what its master has.
 *
 * @throws ServerTrouble NOT_READY when the time is up.
 */
export async function arrangeNodes(
  topology: Topology,
  nodes: readonly RealNode[],
  readyMsMax: number,
): Promise<void> {
  const plan = planTopology(topology);
  const endMs = performance.now() + readyMsMax;
  const wait = async (attempt: () => Promise<string | null>): Promise<void> => {
    const missing = await until(attempt, endMs - performance.now());
    if (missing !== null)
      throw new ServerTrouble("NOT_READY", `after ${readyMsMax} ms: ${missing}`);
  };
  if (topology.kind === "cluster") await formCluster(plan, nodes, wait);
  if (topology.kind === "replicated") {
    const [master, ...replicas] = nodes;
    const { host = "", port = 0 } = master?.address ?? {};
    await Promise.all(replicas.map((replica) => told(replica, "REPLICAOF", host, String(port))));
  }
  await wait(() => firstMissing(nodes, (node, index) => replicationOf(node, plan, index)));
}

type Wait = (attempt: () => Promise<string | null>) => Promise<void>;

async function formCluster(
  plan: readonly PlannedNode[],
  nodes: readonly RealNode[],
  wait: Wait,
): Promise<void> {
  const ids = await Promise.all(
    nodes.map(async (node) => textOf(await node.admin("CLUSTER", "MYID"))),
  );
  const ports = await Promise.all(nodes.map(busPortOf));
  await Promise.all(
    nodes.map(async (node, index) => {
      await told(node, "CLUSTER", "SET-CONFIG-EPOCH", String(index + 1));
      const slots = plan[index]?.slots;
      if (slots) await told(node, "CLUSTER", "ADDSLOTSRANGE", ...slots.map(String));
    }),
  );
  await Promise.all(
    nodes.map(async (node, index) => {
      for (let other = index + 1; other < nodes.length; other++) {
        const { host, port } = nodes[other]!.address;
        await told(node, "CLUSTER", "MEET", host, String(port), String(ports[other]));
      }
    }),
  );
  await wait(() =>
    firstMissing(nodes, async (node) => {
      const seen = await viewOf(node);
      const unknown = ids.findIndex((id) => !seen.has(id));
      if (unknown !== -1) return `${node.name} does not know ${nodes[unknown]?.name}`;
      return seen.size === nodes.length ? null : `${node.name} still meets somebody`;
    }),
  );
  await Promise.all(
    nodes.map(async (node, index) => {
      const master = plan[index]?.masterIndex ?? null;
      if (master !== null) await told(node, "CLUSTER", "REPLICATE", ids[master] ?? "");
    }),
  );
  await wait(() => firstMissing(nodes, (node) => clusterMissing(node, nodes, plan, ids)));
}

/** What of the plan a node does not see yet. */
async function clusterMissing(
  node: RealNode,
  nodes: readonly RealNode[],
  plan: readonly PlannedNode[],
  ids: readonly string[],
): Promise<string | null> {
  const info = textOf(await node.admin("CLUSTER", "INFO"));
  if (!info.includes("cluster_state:ok")) return `the cluster is not ok as ${node.name} sees it`;
  if (!info.includes("cluster_slots_ok:16384")) return `${node.name} does not see all slots served`;
  const seen = await viewOf(node);
  for (const [index, { masterIndex, slots }] of plan.entries()) {
    const other = seen.get(ids[index] ?? "");
    const name = nodes[index]?.name;
    if (other === undefined || !other.isLinked) return `${node.name} has no link to ${name}`;
    const master = masterIndex === null ? "-" : ids[masterIndex];
    if (other.master !== master) return `${node.name} does not see whom ${name} follows`;
    if (slots !== null && other.slots !== slots.join("-"))
      return `${node.name} does not see the slots of ${name}`;
  }
  return null;
}

/** Whether a replica has its master's data and follows, and a master its replicas. */
async function replicationOf(
  node: RealNode,
  plan: readonly PlannedNode[],
  index: number,
): Promise<string | null> {
  const info = textOf(await node.admin("INFO", "replication"));
  if (plan[index]?.masterIndex !== null)
    return /^master_link_status:up\r?$/m.test(info)
      ? null
      : `${node.name} has not its master's data`;
  const replicas = plan.filter(({ masterIndex }) => masterIndex === index).length;
  const online = info.match(/^slave\d+:.*state=online/gm)?.length ?? 0;
  return online === replicas ? null : `${node.name} has ${online} of ${replicas} replicas online`;
}

type Seen = { readonly isLinked: boolean; readonly master: string; readonly slots: string };

/** CLUSTER NODES by id, without those that are still being met. */
async function viewOf(node: RealNode): Promise<ReadonlyMap<string, Seen>> {
  const lines = textOf(await node.admin("CLUSTER", "NODES"))
    .trim()
    .split("\n");
  return new Map(
    lines.map((line) => {
      const [id = "", , flags = "", master = "", , , , link, slots = ""] = line.split(" ");
      const isMet = !flags.includes("handshake") && !flags.includes("noaddr");
      return [isMet ? id : `${id} (not met)`, { isLinked: link === "connected", master, slots }];
    }),
  );
}

async function busPortOf(node: RealNode): Promise<number> {
  const nodes = textOf(await node.admin("CLUSTER", "NODES"));
  return Number(/@(\d+)/.exec(nodes)?.[1]);
}

async function firstMissing(
  nodes: readonly RealNode[],
  look: (node: RealNode, index: number) => Promise<string | null>,
): Promise<string | null> {
  const found = await Promise.all(nodes.map(look));
  return found.find((missing) => missing !== null) ?? null;
}

/** A command that must be carried out. */
async function told(node: RealNode, ...argv: readonly string[]): Promise<void> {
  const reply = await node.admin(...argv);
  if (reply !== null && typeof reply === "object" && "error" in reply)
    throw new ServerTrouble(
      "REFUSED",
      `${node.name} answers ${argv.slice(0, 2).join(" ")} with ${reply.error}; OK would be right`,
    );
}

function textOf(reply: Reply): string {
  if (typeof reply === "string") return reply;
  throw new ServerTrouble(
    "REFUSED",
    `a node answers ${JSON.stringify(reply)}; a text would be right`,
  );
}
