import type { Topology } from "../../spec/topology.ts";
import { parseNodeName, parseSlotName, type SlotName } from "../../spec/nodeName.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { until } from "../cluster/until.ts";

/** One node took another one's place as the master of a shard. */
export type Switch = {
  readonly shard: string;
  readonly from: string;
  readonly to: string;
  /** Not before; and at `seenUs` it was so. */
  readonly fromUs: number;
  readonly seenUs: number;
  /** How many replicas the shard had before. */
  readonly replicas: number;
  /** Whether the old master waited for the new one to have all that it had. */
  readonly isHandover: boolean;
};

/** A node got its data in one piece, of which it told nothing: from its files, or from its master. */
export type Reload = { readonly node: string; readonly atUs: number };

/** Who keeps which data, as far as the harness has seen. */
export class Shards {
  readonly nodes: readonly RealNode[];
  readonly switches: Switch[] = [];
  readonly reloads: Reload[] = [];
  readonly #count: number;
  readonly #owners = new Map<string, RealNode>();
  /** The shard of the subject's data. */
  readonly #data: string;

  /** @param dataOwner the master that has the subject's data */
  constructor(topology: Topology, nodes: readonly RealNode[], dataOwner: RealNode) {
    this.nodes = nodes;
    this.#count = topology.kind === "cluster" ? topology.masters : 1;
    for (const node of nodes.slice(0, this.#count)) this.#owners.set(this.shardOf(node), node);
    this.#data = this.shardOf(dataOwner);
  }

  /** The masters, in the order of their shards. */
  get owners(): readonly RealNode[] {
    return [...this.#owners.values()];
  }

  /** The nodes of a shard keep the same name of it, whoever is the master. */
  shardOf(node: RealNode): string {
    return `shard ${(this.nodes.indexOf(node) % this.#count) + 1}`;
  }

  ownerOf(shard: string): RealNode | null {
    return this.#owners.get(shard) ?? null;
  }

  replicasOf(shard: string): readonly RealNode[] {
    return this.nodes.filter(
      (node) => this.shardOf(node) === shard && node !== this.ownerOf(shard),
    );
  }

  /** The shard of a slot's name; null where that cannot be told. */
  shardNamed(text: string): string | null {
    const name = parseSlotName(text);
    return name === null ? null : this.#shardOfSlot(name);
  }

  /** Whoever has that name or role now; null when nobody has. */
  nodeNamed(text: string): RealNode | null {
    const name = parseNodeName(text);
    if (name === null) return null;
    if (name.kind === "host") return this.nodes.find((node) => node.name === name.host) ?? null;
    const shard = this.#shardOfSlot(name.of);
    if (shard === null) return null;
    if (name.kind === "master") return this.ownerOf(shard);
    return this.replicasOf(shard)[name.nth - 1] ?? null;
  }

  /**
   * Waits for one of the nodes to say that it is the master, and takes it for the owner from then on.
   *
   * @returns null when none was within the time
   */
  async elected(
    candidates: readonly RealNode[],
    isHandover: boolean,
    fromUs: number,
    nowUs: () => number,
    msMax: number,
  ): Promise<RealNode | null> {
    let winner: RealNode | null = null;
    await until(async () => {
      for (const node of candidates) {
        if (node.state === "up" && (await roleOf(node)) === "master") winner = node;
      }
      return winner === null ? "nobody is the master" : null;
    }, msMax);
    if (winner !== null) this.#switchTo(winner, isHandover, fromUs, nowUs());
    return winner;
  }

  #switchTo(node: RealNode, isHandover: boolean, fromUs: number, seenUs: number): void {
    const shard = this.shardOf(node);
    const from = this.ownerOf(shard)?.name ?? "";
    const replicas = this.replicasOf(shard).length;
    this.switches.push({ shard, from, to: node.name, fromUs, seenUs, replicas, isHandover });
    this.#owners.set(shard, node);
  }

  #shardOfSlot(name: SlotName): string | null {
    if (name === "data") return this.#data;
    return "shard" in name ? `shard ${name.shard}` : null;
  }
}

/** How often a node has got all its data from its master at once. */
export const fullSyncsOf = (node: RealNode): number =>
  node.log().split("Full resync from master").length - 1;

/** What a node says that it is: "master", "following" when it has all that its master had, or "catching up". */
export async function roleOf(node: RealNode): Promise<"master" | "following" | "catching up"> {
  const role = await node.admin("ROLE");
  if (!Array.isArray(role)) return "catching up";
  if (role[0] === "master") return "master";
  return role[3] === "connected" ? "following" : "catching up";
}
