import type { ClusterNode } from "../../sim/redis/cluster/clusterNode.ts";
import type { ClusterState } from "../../sim/redis/cluster/clusterState.ts";
import { equalSlots, slotCount } from "../../sim/redis/cluster/slotBits.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import type { RedisServer, RestartData } from "../../sim/redisServer.ts";
import { askNode, isFine } from "./askNode.ts";
import type { NodeStory } from "./nodeStory.ts";
import { roleOf } from "./nodeRole.ts";
import { closeOpenSlots, Reshard } from "./reshard.ts";
import type { ScenarioNodes } from "./scenarioNodes.ts";

type Handover = { readonly to: RedisServer; readonly from: RedisServer };
type Hold = { count: number; readonly end: () => void };

/** The name by which clients know the master where no cluster tells them who it is. */
export const masterName = "redis";

/**
 * Whoever runs the nodes: starts again what died, hands roles over, moves slots. Where there is no cluster, what Redis
 * does not do by itself: it makes old masters follow the new one, points the clients' name at it, and ends
 * connections to the old one, as Sentinel does.
 */
export class Operator {
  readonly #world: World;
  readonly #nodes: ScenarioNodes;
  readonly #story: NodeStory;
  readonly #lane: number;
  /** With what those that are down will come back. */
  readonly #comesBackWith = new Map<RedisServer, RestartData>();
  readonly #elections = new Map<RedisServer, (elected: RedisServer) => void>();
  readonly #reshards = new Set<Reshard>();
  /** Slots that were ever opened for moving. */
  readonly #opened = new Set<number>();
  /** What lasts on a node, by what it is, and how to end it. */
  readonly #holds = new Map<RedisNode, Map<string, Hold>>();
  /** The replica that a handover without a cluster waits for, and the master that hands over. */
  #handover: Handover | null = null;
  /** No fault lasts any longer. */
  isHealing = false;

  constructor(world: World, nodes: ScenarioNodes, story: NodeStory) {
    this.#world = world;
    this.#nodes = nodes;
    this.#story = story;
    this.#lane = world.lane();
    if (nodes.topology.kind === "replicated") {
      world.network.alias(masterName, nodes.primary.host);
    }
    story.onOwnerChanged = (_slot, owner, before) => {
      this.#elections.get(before)?.(owner);
      this.#elections.delete(before);
    };
  }

  /** The node dies, and unless null is started again later. */
  crash(server: RedisServer, data: RestartData, restartAfterMs: number | null): void {
    this.#comesBackWith.set(server, data);
    server.crash();
    this.#story.look(server);
    if (restartAfterMs === null) return;
    this.#world.after(restartAfterMs * 1000, this.#lane, () => this.#restart(server));
  }

  /** The node goes on that stood still. */
  resume(server: RedisServer): void {
    server.resume();
    this.#arrange(server);
    this.#story.lookAtAll();
  }

  /** Calls back when another node was elected in place of this one. */
  awaitsElection(server: RedisServer, onElected: (elected: RedisServer) => void): void {
    this.#elections.set(server, onElected);
  }

  /**
   * Something lasts on a node for a while. Where several of a kind overlap, it ends with the last of them; it is over as
   * well when the node dies, or when all heals.
   *
   * @param begin does it, when it does not last already; returns what ends it
   */
  hold(server: RedisServer, kind: string, forMs: number, begin: () => () => void): void {
    const { node } = server;
    const ofNode = this.#holds.get(node) ?? new Map<string, Hold>();
    this.#holds.set(node, ofNode);
    const hold = ofNode.get(kind) ?? { count: 0, end: begin() };
    hold.count++;
    ofNode.set(kind, hold);
    this.#world.after(forMs * 1000, this.#lane, () => {
      if (this.isHealing || --hold.count > 0) return;
      ofNode.delete(kind);
      if (server.isUp && server.node === node) hold.end();
    });
  }

  /** Tells a replica to take its master's place. False when it refuses. */
  failover(replica: RedisServer, kind: "manual" | "force" | "takeover"): boolean {
    if (kind !== "manual") this.#story.forced(replica);
    if (this.#nodes.topology.kind === "cluster") {
      const how = kind === "manual" ? [] : [kind.toUpperCase()];
      return isFine(askNode(replica, ["CLUSTER", "FAILOVER", ...how]));
    }
    const { primary } = this.#nodes;
    if (kind === "takeover") {
      if (!isFine(askNode(replica, ["REPLICAOF", "NO", "ONE"]))) return false;
      this.#makePrimary(replica);
      return true;
    }
    if (!primary.isUp || primary.isPaused) return false;
    const command = ["FAILOVER", "TO", replica.address, String(replica.port)];
    if (!isFine(askNode(primary, command))) return false;
    const handover = { to: replica, from: primary };
    this.#handover = handover;
    this.#watchHandover(handover);
    return true;
  }

  /** Moves a slot with its keys, a step at a time. False when a node refuses to open it. */
  reshard(slot: number, source: RedisServer, target: RedisServer, stepMs: number): boolean {
    for (const { slot: moving } of this.#reshards) if (moving === slot) return false;
    const reshard = new Reshard(this.#nodes, this.#story, slot, source, target);
    this.#opened.add(slot);
    if (!reshard.open()) return false;
    this.#reshards.add(reshard);
    const step = (): void => {
      if (this.isHealing) return;
      const came = reshard.step();
      if (came === "done" || came === "gone") this.#reshards.delete(reshard);
      else this.#world.after(stepMs * 1000, this.#lane, step);
    };
    this.#world.after(stepMs * 1000, this.#lane, step);
    return true;
  }

  /** Ends all that lasts, and starts everybody again. What the nodes do about it takes its time: see `whyNotHealed`. */
  heal(): void {
    this.isHealing = true;
    const { servers, network } = this.#nodes;
    network.heal();
    for (const server of servers) {
      if (server.isUp) for (const { end } of this.#holds.get(server.node)?.values() ?? []) end();
      if (server.slowUs !== 0) server.slowUs = 0;
      if (server.skewUs !== 0) {
        server.skewUs = 0;
        this.#story.clock(server);
        server.settle();
      }
      if (server.isPaused) this.resume(server);
      this.#restart(server);
    }
    this.#abortHandover();
    this.#story.healed();
  }

  /** What is not as it should be yet; null when every node is well and knows of every other one. */
  whyNotHealed(): string | null {
    const { topology, servers } = this.#nodes;
    if (topology.kind === "standalone") return null;
    for (const server of servers) {
      if (topology.kind === "cluster") {
        // Whoever waits for a slot believes nobody who says that it is another's (Redis 7.0.15,
        // `clusterUpdateSlotsConfigWith`), so slots that are still open have to be closed before all can agree.
        const why =
          this.#opened.size > 0 ? whyHardlyReachable(server) : whyDisagrees(server, servers);
        if (why !== null) return why;
      }
      const role = roleOf(server);
      if (role.is === "replica" && !role.isFollowing)
        return `${server.host} does not follow its master yet`;
      if (topology.kind === "replicated" && role.is === "master" && server !== this.#nodes.primary)
        return `${server.host} is a master too`;
    }
    return null;
  }

  /** Finishes what was left half done; afterwards `whyNotHealed` has to be asked again. */
  tidyUp(): void {
    for (const reshard of this.#reshards) while (reshard.step() === "moved");
    this.#reshards.clear();
    if (this.#opened.size > 0) closeOpenSlots(this.#nodes, this.#opened);
    this.#opened.clear();
    this.#story.foundBehind();
  }

  #restart(server: RedisServer): void {
    if (server.isUp) return;
    const data = this.#comesBackWith.get(server) ?? "kept";
    const before = server.node;
    this.#story.restart(server, data, () => this.#nodes.restart(server, data));
    if (this.#nodes.ownerOf(this.#nodes.dataSlot) === server && before.scripts.size > 0)
      this.#story.scriptsLost(server, null);
    this.#arrange(server);
    this.#story.lookAtAll();
  }

  /** Without a cluster: whoever is not the master follows it. */
  #arrange(server: RedisServer): void {
    const { topology, primary } = this.#nodes;
    if (topology.kind !== "replicated" || server === primary || !server.isUp) return;
    if (this.#handover !== null) return;
    const role = roleOf(server);
    if (role.is === "replica" && role.host === primary.address) return;
    askNode(server, ["REPLICAOF", primary.address, String(primary.port)]);
    endConnections(server);
  }

  #makePrimary(server: RedisServer): void {
    this.#nodes.primary = server;
    this.#world.network.alias(masterName, server.host);
    this.#story.lookAtAll();
    for (const other of this.#nodes.servers) if (!other.isPaused) this.#arrange(other);
    this.#story.lookAtAll();
  }

  /** FAILOVER waits for the replica (Redis 7.0.15, `updateFailoverStatus`). */
  #watchHandover(handover: Handover): void {
    this.#world.after(10_000, this.#lane, () => {
      if (this.#handover !== handover) return;
      const { from } = handover;
      const isOver = !from.isUp || !from.node.replication.failover.isActive;
      if (isOver) this.#endHandover(handover);
      else this.#watchHandover(handover);
    });
  }

  /** Nobody waits any longer for a handover that has not happened; whoever is the master by now, it was asked of another one. */
  #abortHandover(): void {
    const handover = this.#handover;
    if (handover === null) return;
    if (handover.from.isUp) askNode(handover.from, ["FAILOVER", "ABORT"]);
    this.#endHandover(handover);
  }

  #endHandover({ to, from }: Handover): void {
    this.#handover = null;
    if (to.isUp && roleOf(to).is === "master") {
      if (from.isUp) endConnections(from);
      this.#makePrimary(to);
      return;
    }
    for (const server of this.#nodes.servers) if (!server.isPaused) this.#arrange(server);
  }
}

/** Whom a node of a cluster does not reach. */
function whyHardlyReachable({ host, node }: RedisServer): string | null {
  const isWell = node.cluster?.state.list.every((known) => !known.isFailed) ?? true;
  return isWell ? null : `${host} takes a node for failed`;
}

/** What a node of a cluster sees that is not as it should be. */
function whyDisagrees(server: RedisServer, servers: readonly RedisServer[]): string | null {
  const state = server.node.cluster?.state;
  if (state === undefined) return `${server.host} is no node of a cluster`;
  if (state.health !== "ok") return `${server.host} says that the cluster is down`;
  const first = servers[0]?.node.cluster?.state;
  if (first !== undefined && seeTheSame(state, first)) return whyHardlyReachable(server);
  let agreed: ClusterNode | null = null;
  let agreedFirst: ClusterNode | null = null;
  for (let slot = 0; slot < slotCount; slot++) {
    const owner = state.ownerOf(slot);
    const ofFirst: ClusterNode | null = first?.ownerOf(slot) ?? null;
    // Most slots have the owner of the one before.
    if (owner !== null && owner === agreed && ofFirst === agreedFirst) continue;
    if (owner === null) return `${server.host} knows no owner of slot ${slot}`;
    if (owner.id !== ofFirst?.id)
      return `${server.host} takes another node for the owner of slot ${slot}`;
    agreed = owner;
    agreedFirst = ofFirst;
  }
  return whyHardlyReachable(server);
}

/** Whether all slots have an owner for both, and the same one. Sets of slots are mostly the very same objects. */
function seeTheSame(state: ClusterState, other: ClusterState): boolean {
  let owned = 0;
  for (const node of state.list) {
    if (node.slotCount === 0) continue;
    const known = other.nodes.get(node.id);
    if (known === undefined || !equalSlots(node.slots, known.slots)) return false;
    owned += node.slotCount;
  }
  return owned === slotCount;
}

/** As Sentinel does with a master that is one no longer. */
function endConnections(server: RedisServer): void {
  askNode(server, ["CLIENT", "KILL", "TYPE", "normal"]);
}
