import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Topology } from "../../spec/topology.ts";
import { parseNodeName, parseSlotName, type SlotName } from "../../spec/nodeName.ts";
import type { IncidentKind } from "../../spec/worldEvent.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { until } from "../cluster/until.ts";
import type { Snapshot } from "./takeSnapshot.ts";

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
  readonly kind: Extract<IncidentKind, "failover" | "takeover">;
  /** Whether the old master waited for the new one to have all that it had. */
  readonly isHandover: boolean;
};

/** From then on nobody knows what a node has: it is loaded anew, of which it tells nothing. */
export type Gap = {
  readonly node: string;
  /** Not before; and at `seenUs` it was so. */
  readonly fromUs: number;
  readonly seenUs: number;
};

/** What the harness did to the data of a node, and that counts as an incident. */
export type Deed = {
  readonly kind: Extract<IncidentKind, "flush" | "evict">;
  readonly node: string;
  readonly argv: readonly Bytes[];
  readonly fromUs: number;
  readonly untilUs: number;
};

/**
 * What a node says that it is: a replica is "following" when it has all that its master had when it was asked, "loading"
 * while it gets all of it at once, and "apart" when it has no master to hear from, and still has what it had.
 */
type NodeRole = "master" | "following" | "loading" | "apart";

type View = {
  readonly role: NodeRole;
  readonly epoch: number;
  readonly askedUs: number;
  /** When it was last known to have what we know of. */
  readonly knownUs: number;
};

/** How often each node is asked who it is. */
const lookEveryMs = 40;

/**
 * Who keeps which data, as far as nodes say. The owner is whoever became the master last: the cluster may elect somebody
 * whom nobody told to, and may take the role from one that has just got it.
 */
export class Shards {
  readonly nodes: readonly RealNode[];
  readonly switches: Switch[] = [];
  readonly gaps: Gap[] = [];
  readonly snapshots: Snapshot[] = [];
  readonly deeds: Deed[] = [];
  /** When nodes were killed, or taken off their network: what they did just before they may not have told. */
  readonly silences: number[] = [];
  /** A replica has caught up with its master, so that all of what it has can be looked at. */
  onFollowing: (node: RealNode) => void = () => {};
  readonly #nowUs: () => number;
  readonly #isCluster: boolean;
  readonly #count: number;
  readonly #owners = new Map<string, RealNode>();
  readonly #views = new Map<RealNode, View>();
  /** How often each was killed. */
  readonly #lives = new Map<RealNode, number>();
  /** Who was told to take over, and how. */
  readonly #told = new Map<RealNode, Pick<Switch, "kind" | "isHandover">>();
  /** The shard of the subject's data. */
  readonly #data: string;
  #isWatching = false;

  /** @param dataOwner the master that has the subject's data */
  constructor(
    topology: Topology,
    nodes: readonly RealNode[],
    dataOwner: RealNode,
    nowUs: () => number,
  ) {
    this.nodes = nodes;
    this.#nowUs = nowUs;
    this.#isCluster = topology.kind === "cluster";
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

  /** Begins to look, all the time; returns what ends it. */
  async watch(): Promise<() => void> {
    for (const node of this.nodes) await this.look(node);
    this.#isWatching = true;
    for (const node of this.nodes) void this.#watchOne(node);
    return () => (this.#isWatching = false);
  }

  async #watchOne(node: RealNode): Promise<void> {
    while (this.#isWatching) {
      await this.look(node);
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  }

  /** The node was told to become the master. Null: that has come to nothing. */
  told(node: RealNode, how: Pick<Switch, "kind" | "isHandover"> | null): void {
    if (how === null) this.#told.delete(node);
    else this.#told.set(node, how);
  }

  /** The node is dead, or out of our reach: what it was it may be no longer. */
  died(node: RealNode): void {
    this.#views.delete(node);
    this.#lives.set(node, (this.#lives.get(node) ?? 0) + 1);
    const atUs = this.#nowUs();
    this.gaps.push({ node: node.name, fromUs: atUs, seenUs: atUs });
    this.silences.push(atUs);
  }

  /** Asks a node who it is; null when it does not answer. */
  async look(node: RealNode): Promise<NodeRole | null> {
    if (node.state !== "up") return null;
    const askedUs = this.#nowUs();
    const life = this.#lives.get(node);
    try {
      const [role, info] = await Promise.all([
        node.admin("ROLE"),
        this.#isCluster ? node.admin("CLUSTER", "INFO") : "",
      ]);
      if (this.#lives.get(node) !== life) return null; // what it was before it was killed does not count
      const epoch = Number(
        /cluster_my_epoch:(\d+)/.exec(typeof info === "string" ? info : "")?.[1] ?? 0,
      );
      this.#saw(node, roleIn(role), epoch, askedUs);
      return this.#views.get(node)?.role ?? null;
    } catch {
      return null; // cut off, hanging, or dead: those that can be asked will say what comes of it
    }
  }

  /** Waits for another node to be the owner of a shard. @returns null when none was within the time */
  async replaced(owner: RealNode, msMax: number): Promise<RealNode | null> {
    const shard = this.shardOf(owner);
    const candidates = this.replicasOf(shard);
    await until(async () => {
      for (const node of candidates) await this.look(node);
      return this.ownerOf(shard) === owner ? "nobody else is the master" : null;
    }, msMax);
    const winner = this.ownerOf(shard);
    return winner === owner ? null : winner;
  }

  /**
   * Whether another node of its shard that says it is the master has a later epoch: then the cluster takes the role from this one
   * again. Redis 7.0.15 counts old votes twice: who has won an election and was made a replica again wins the next one at once
   * with the same votes, and the same epoch, within two seconds or two node timeouts.
   */
  isOutvoted(node: RealNode): boolean {
    const { epoch } = this.#views.get(node) ?? { epoch: Infinity };
    return [...this.#views].some(
      ([other, view]) =>
        other !== node &&
        this.shardOf(other) === this.shardOf(node) &&
        view.role === "master" &&
        view.epoch > epoch,
    );
  }

  #saw(node: RealNode, role: NodeRole, epoch: number, askedUs: number): void {
    const before = this.#views.get(node);
    const fromUs = before?.askedUs ?? askedUs;
    const isKnown = role === "master" || role === "following";
    const knownUs = isKnown ? askedUs : (before?.knownUs ?? askedUs);
    this.#views.set(node, { role, epoch, askedUs, knownUs });
    const owner = this.ownerOf(this.shardOf(node));
    if (role === "master") {
      const isPromoted = before !== undefined && before.role !== "master";
      const ofOwner = owner === null ? undefined : this.#views.get(owner);
      const isAbove = ofOwner !== undefined && epoch > ofOwner.epoch;
      if (node !== owner && (isPromoted || isAbove)) this.#switchTo(node, fromUs);
      return;
    }
    const isBack = role === "following" && this.#isWatching && before?.role !== "following";
    if (isBack || (role === "loading" && before?.role !== "loading")) {
      const gapUs = before?.knownUs ?? askedUs;
      this.gaps.push({ node: node.name, fromUs: gapUs, seenUs: this.#nowUs() });
    }
    if (isBack) this.onFollowing(node);
    if (node === owner) this.#giveBack(node, fromUs);
  }

  /** The owner says that it is none: somebody else must say so. */
  #giveBack(node: RealNode, fromUs: number): void {
    const shard = this.shardOf(node);
    const [best] = [...this.#views]
      .filter(([other, view]) => this.shardOf(other) === shard && view.role === "master")
      .toSorted(([, a], [, b]) => b.epoch - a.epoch);
    if (best !== undefined) this.#switchTo(best[0], fromUs);
  }

  #switchTo(node: RealNode, fromUs: number): void {
    const shard = this.shardOf(node);
    const from = this.ownerOf(shard)?.name ?? "";
    const replicas = this.replicasOf(shard).length;
    const how = this.#told.get(node) ?? { kind: "failover", isHandover: false };
    this.#told.delete(node);
    this.switches.push({
      shard,
      from,
      to: node.name,
      fromUs,
      seenUs: this.#nowUs(),
      replicas,
      ...how,
    });
    this.#owners.set(shard, node);
  }

  #shardOfSlot(name: SlotName): string | null {
    if (name === "data") return this.#data;
    return "shard" in name ? `shard ${name.shard}` : null;
  }
}

function roleIn(role: Awaited<ReturnType<RealNode["admin"]>>): NodeRole {
  if (!Array.isArray(role)) return "apart";
  if (role[0] === "master") return "master";
  if (role[3] === "sync") return "loading";
  return role[3] === "connected" ? "following" : "apart";
}
