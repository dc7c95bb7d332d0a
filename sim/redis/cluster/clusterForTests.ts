import { PeersForTests } from "../peersForTests.ts";
import type { RedisVersion } from "../versions/versionProfile.ts";
import type { ClusterNode } from "./clusterNode.ts";
import type { ClusterState } from "./clusterState.ts";
import { formCluster } from "./formCluster.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { slotRanges } from "./slotBits.ts";

/** A node timeout that tests can wait for. */
export const timeoutMs = 5000;

/** Nodes n1, n2 ... of a cluster that was just formed: masters first, then replicas, of which the second is the first master's. */
export class ClusterForTests extends PeersForTests {
  readonly hosts: readonly string[];

  /** @param config parameters of all nodes besides those of a cluster. */
  constructor(
    masters = 3,
    replicas = 3,
    config: Readonly<Record<string, string>> = {},
    version: RedisVersion = "7.0",
  ) {
    super();
    const names = Array.from({ length: masters + replicas }, (_, index) => `n${index + 1}`);
    this.hosts = names;
    const all = {
      "cluster-enabled": "yes",
      "cluster-node-timeout": String(timeoutMs),
      ...config,
    };
    for (const host of names) this.start(host, { version, config: new Map(Object.entries(all)) });
    formCluster(
      names.map((host) => this.node(host)),
      masters,
    );
    // Until replicas have the data of their masters, which wait for more of them first.
    this.advanceMs(10_000);
  }

  view(host: string): ClusterState {
    const { cluster } = this.node(host);
    if (cluster === null) throw new RangeError(`ClusterForTests.view: ${host} is in no cluster`);
    return cluster.state;
  }

  /** What a node thinks of another one. */
  seen(by: string, host: string): ClusterNode {
    for (const node of this.view(by).nodes.values()) if (node.host === host) return node;
    throw new RangeError(`ClusterForTests.seen: ${by} knows no ${host}`);
  }

  /** The cluster as a node sees it, a line for each node in the order of their names. */
  story(by: string): string {
    const lines = [...this.view(by).nodes.values()].map((node) => {
      const master = node.master === null ? "" : ` of ${node.master.host}`;
      const slots = slotRanges(node.slots).map(([first, last]) => ` ${first}-${last}`);
      const epoch = node.master?.configEpoch ?? node.configEpoch;
      return `${node.host} ${roleOf(node)}${master} @${epoch}${slots.join("")}`;
    });
    return lines.sort().join("\n");
  }

  /** CLUSTER FAILOVER at a replica. */
  failover(host: string, kind: "manual" | "force" | "takeover"): void {
    const node = this.node(host);
    node.readClock();
    node.cluster?.failover(kind);
    node.serveWaiting();
  }

  /** Waits until all nodes that are up see a node as a master. */
  untilMaster(host: string, boundMs: number, witnesses: readonly string[] = this.hosts): number {
    return this.advanceUntil(
      () => witnesses.every((by) => !this.isUp(by) || this.seen(by, host).isMaster),
      boundMs,
    );
  }
}

function roleOf(node: ClusterNode): string {
  const roles = [node.isMaster ? "master" : "replica"];
  if (node.is(nodeFlags.mayHaveFailed)) roles.push("fail?");
  if (node.isFailed) roles.push("fail");
  return roles.join(",");
}
