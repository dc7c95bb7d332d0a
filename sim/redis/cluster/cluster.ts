import type { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import type { RedisNode } from "../node.ts";
import type { PeerLink, PeerListener } from "../peers.ts";
import { blacklist } from "./blacklist.ts";
import { BusLink } from "./busLink.ts";
import type { BusHeader, BusMessage, Gossip } from "./busMessage.ts";
import { beatsPerRandomPing, clusterCron } from "./clusterCron.ts";
import { ClusterNode } from "./clusterNode.ts";
import type { ClusterReplication } from "./clusterReplication.ts";
import { ClusterState, todo } from "./clusterState.ts";
import { bumpConfigEpoch } from "./configEpoch.ts";
import { deleteNode } from "./deleteNode.ts";
import { dropChannels } from "./dropChannels.ts";
import { nextDueMs } from "./nextBeat.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { randomNodeId } from "./nodeId.ts";
import {
  askToPause,
  handleManualFailover,
  manualFailoverMs,
  resetManualFailover,
} from "./manualFailover.ts";
import { loadConfig, saveConfig } from "./persist.ts";
import type { PersistedCluster } from "./persistedCluster.ts";
import { processPacket } from "./processPacket.ts";
import { handleReplicaFailover, replaceMaster } from "./replicaFailover.ts";
import { resetCluster } from "./resetCluster.ts";
import { broadcast, headerOf, sendMessage } from "./sendMessage.ts";
import { broadcastPong, sendPing } from "./sendPing.ts";
import { setMaster } from "./setMaster.ts";
import { SlotKeys } from "./slotKeys.ts";
import { startHandshake } from "./startHandshake.ts";
import { updateState } from "./updateState.ts";
import { verifyData } from "./verifyData.ts";

/** How often Redis' clusterCron runs. */
const beatMs = 100;
const busPortOffset = 10_000;
/** What has to be done at once; a manual failover is looked at again when something has happened. */
const urgent = todo.handleFailover | todo.updateState | todo.saveConfig;

/** A node of a cluster: what it believes of the others, and what it does about it. */
export class Cluster {
  readonly node: RedisNode;
  readonly random: Random;
  readonly slotKeys: SlotKeys;
  /** For those that test the bus alone it may be another one than the node's. */
  replication: ClusterReplication;
  readonly #state: ClusterState;
  /** Makes the view what it is, when it is first looked at; null once it was. */
  #formation: (() => void) | null = null;
  /** Nothing is said to others, so that all views stay as they are. */
  #isSilent = false;
  #kept: PersistedCluster | null;
  /** What parameters have it show of itself. */
  #shown = "";
  #pings = 0;
  #beat = 0;
  /** When the last beat was. */
  #beatMs: number;
  /** No beat before then has anything to do. */
  #dueMs = 0;

  /** @param persisted what the node had kept when it last went down; null for a new one. */
  constructor(node: RedisNode, persisted: PersistedCluster | null) {
    this.node = node;
    this.random = node.random.fork("cluster");
    const { nowMs } = node.ledger;
    const [db] = node.databases;
    this.slotKeys = new SlotKeys();
    db!.keyIndex = this.slotKeys;
    this.replication = node.replication;
    this.#state =
      persisted === null ? new ClusterState(this.#newNode()) : loadConfig(persisted, nowMs);
    this.#state.size = node.profile.behaviour.clusterSizeAtFirst;
    this.#state.onSlotLeft = (slot) => node.pubSub.leaveSlot(slot);
    this.state.onSlotLeft = (slot, owner) => {
      if (node.pubSub.shardChannels.size > 0 && this.state.servesSlotsOf(owner))
        dropChannels(node, slot);
    };
    this.#kept = persisted;
    this.configured();
    if (persisted === null) saveConfig(this);
    // Redis' timers begin whenever a server starts, so that those of several servers do not keep step. The first beat of one
    // that starts is at once (`serverCron` with no loops behind it), before it answers anybody.
    this.#beatMs = nowMs - (persisted === null ? this.random.below(beatMs) : beatMs);
  }

  get state(): ClusterState {
    if (this.#formation !== null) this.#form();
    return this.#state;
  }

  /** This node, whether or not anybody has looked at its view yet. */
  get myself(): ClusterNode {
    return this.#state.myself;
  }

  get nowMs(): number {
    return this.node.ledger.nowMs;
  }

  get timeoutMs(): number {
    return this.node.settings.clusterNodeTimeout;
  }

  get halfTimeoutMs(): number {
    return Math.floor(this.node.settings.clusterNodeTimeout / 2);
  }

  /** How many masters are a majority. */
  get quorum(): number {
    return Math.floor(this.state.size / 2) + 1;
  }

  /** What it last said of itself, for `headerOf`. */
  lastHeader: BusHeader | null = null;
  /** Where `sendPing` gathers what it says of others: a list that grew with each of the many messages would take most of their room. */
  readonly draft: Gossip[] = [];

  /** The number of the next ping, by which it knows whom it has mentioned already. */
  takePingNumber(): number {
    return ++this.#pings;
  }

  /** Another node has connected to the bus. */
  accept(peer: PeerLink<BusMessage>): PeerListener<BusMessage> {
    const link = new BusLink(null, this.nowMs);
    link.peer = peer;
    return this.listenerOf(link);
  }

  /** What happens on a connection, whoever has made it. */
  listenerOf(link: BusLink): PeerListener<BusMessage> {
    const hear = (run: () => void): void => {
      if (link.isFreed) return;
      this.node.readClock();
      run();
      if (this.state.todo !== 0) this.node.serveWaiting();
    };
    return {
      opened: () => hear(() => this.#greet(link)),
      // As `hear` does, without a function for each of the many messages.
      received: (message) => {
        if (link.isFreed) return true;
        this.node.readClock();
        const dueMs = this.#dueMs;
        processPacket(this, link, message);
        if (this.#state.todo !== 0) {
          this.node.serveWaiting();
          return false;
        }
        return this.#dueMs >= dueMs && (message.type === "ping" || message.type === "pong");
      },
      closed: () =>
        hear(() => {
          link.free();
          this.wakeSoon();
        }),
    };
  }

  /** Redis' clusterBeforeSleep: whoever has called `state.doBeforeSleep` sees to it that this follows before anybody is answered. */
  beforeSleep(): void {
    const { state } = this;
    // What is done may ask for more, which Redis does when it next looks, without waiting for anything.
    for (let rounds = 0; state.todo !== 0 && rounds < 10; rounds++) {
      const flags = state.todo;
      state.todo = 0;
      if ((flags & todo.handleManualFailover) !== 0) {
        if (state.myself.isReplica) {
          handleManualFailover(this);
          handleReplicaFailover(this);
        }
      } else if ((flags & todo.handleFailover) !== 0) handleReplicaFailover(this);
      if ((flags & todo.updateState) !== 0) {
        updateState(this);
        this.wakeSoon();
      }
      if ((flags & todo.saveConfig) !== 0) saveConfig(this);
      if ((state.todo & urgent) === 0) return;
    }
  }

  /** Redis' getClusterConnectionsCount: one to each other node and one from it, as if all were there. */
  get connections(): number {
    return 2 * (this.state.nodes.size - 1);
  }

  /** Redis' clusterPropagatePublish: tells the other nodes of a message that was published here. */
  publish(channel: Bytes, message: Bytes): void {
    broadcast(this, { type: "publish", header: headerOf(this), channel, message });
  }

  /** The same for a sharded channel: tells those that serve the slots of this node. */
  publishShard(channel: Bytes, message: Bytes): void {
    const header = headerOf(this);
    for (const node of this.state.servingSlotsOf(this.state.myself))
      if (!node.is(nodeFlags.myself | nodeFlags.handshake))
        sendMessage(this, node.link, { type: "publishshard", header, channel, message });
  }

  /** Redis' clusterStartHandshake: CLUSTER MEET. */
  meet(host: string, port: number, busPort: number): "started" | "in progress" | "invalid" {
    return startHandshake(this, host, port, busPort);
  }

  /** CLUSTER FORGET of a node that may be forgotten. */
  forget(forgotten: ClusterNode): void {
    blacklist(this, forgotten.id);
    deleteNode(this, forgotten);
    this.state.doBeforeSleep(todo.updateState | todo.saveConfig);
  }

  /** Redis' clusterSetMaster: CLUSTER REPLICATE of a node that may be replicated. */
  setMaster(master: ClusterNode): void {
    setMaster(this, master);
    this.state.doBeforeSleep(todo.updateState | todo.saveConfig);
  }

  /** Redis' clusterReset. */
  reset(isHard: boolean): void {
    resetCluster(this, isHard);
  }

  /** CLUSTER FAILOVER at a replica, where it may be begun. */
  failover(kind: "manual" | "force" | "takeover"): void {
    const { state } = this;
    resetManualFailover(this);
    state.manualEndMs = this.nowMs + manualFailoverMs(this);
    this.wakeSoon();
    if (kind === "takeover") {
      bumpConfigEpoch(this);
      replaceMaster(this);
    } else if (kind === "force") state.manualCanStart = true;
    else if (state.myself.master !== null) askToPause(this, state.myself.master);
  }

  /** Redis' clusterBumpConfigEpochWithoutConsensus; false when this node has the greatest epoch already. */
  bumpEpoch(): boolean {
    return bumpConfigEpoch(this);
  }

  /** Tells all others at once how things are: Redis' clusterBroadcastPong. */
  broadcastPong(): void {
    broadcastPong(this, "all");
  }

  /** Redis' clusterSaveConfig. */
  saveConfig(): void {
    saveConfig(this);
  }

  /** What is in nodes.conf from here on. */
  keep(config: PersistedCluster): void {
    this.#kept = config;
  }

  /** What the node would find in nodes.conf if it were started again now. */
  persisted(): PersistedCluster {
    if (this.#kept === null || this.#formation !== null) saveConfig(this);
    return this.#kept!;
  }

  /** Says nothing to others from here on, and makes its view when that is first looked at. */
  beSilent(formation: () => void): void {
    this.#isSilent = true;
    this.#formation = formation;
  }

  /** Parameters have changed: some of them are told to others. */
  configured(): void {
    const { node, state } = this;
    const { myself } = state;
    const { settings, address, config } = node;
    const { flags } = myself;
    if (settings.clusterAnnounceIp !== "") myself.host = settings.clusterAnnounceIp;
    myself.port = settings.clusterAnnouncePort || address.port;
    myself.busPort = settings.clusterAnnounceBusPort || address.port + busPortOffset;
    myself.hostname = settings.clusterAnnounceHostname;
    if (settings.clusterReplicaNoFailover) myself.set(nodeFlags.noFailover);
    else myself.clear(nodeFlags.noFailover);
    if (myself.flags !== flags) state.doBeforeSleep(todo.saveConfig | todo.updateState);
    const shown = [
      myself.port,
      myself.busPort,
      myself.hostname,
      config.get("cluster-preferred-endpoint-type"),
    ].join(" ");
    if (this.#shown !== shown) state.slotsCache.clear();
    this.#shown = shown;
    this.wakeSoon();
  }

  /** Redis' verifyClusterConfigWithData: the data was loaded, and may have keys of slots that are not this node's. */
  dataLoaded(): void {
    verifyData(this);
  }

  /** A beat not before then may have something to do. */
  wakeBy(atMs: number): void {
    if (atMs < this.#dueMs) this.#dueMs = atMs;
  }

  /** The next beat has something to do: the next one from now on, for those that were left out are over. */
  wakeSoon(): void {
    this.wakeBy(this.nowMs);
  }

  /** When `tick` has something to do next, in milliseconds by the node's clock; null when never. */
  nextDeadlineMs(): number | null {
    if (this.#isSilent) return null;
    const { state, nowMs } = this;
    if ((state.todo & urgent) !== 0) return nowMs;
    if (state.list.length === 1 && this.#dueMs === Infinity) return null;
    // A clock that was set back holds up nothing: Redis' timers do not depend on it.
    if (nowMs < this.#beatMs) this.#beatMs = nowMs;
    const toRandomPing = beatsPerRandomPing - (this.#beat % beatsPerRandomPing);
    const toDue = Math.ceil((this.#dueMs - this.#beatMs) / beatMs);
    return this.#beatMs + beatMs * Math.max(1, Math.min(toDue, toRandomPing));
  }

  tick(): void {
    const atMs = this.nextDeadlineMs();
    if (atMs === null || atMs > this.nowMs) return;
    const { nowMs, state } = this;
    if ((state.todo & urgent) !== 0) return this.beforeSleep();
    this.#beat += Math.round((atMs - this.#beatMs) / beatMs);
    this.#beatMs = nowMs;
    clusterCron(this, this.#beat);
    if (state.todo !== 0) this.beforeSleep();
    this.#dueMs = nextDueMs(this);
  }

  /** Redis' clusterLinkConnectHandler: the first thing that is said on a new connection. */
  #greet(link: BusLink): void {
    link.opened();
    const { node } = link;
    if (node === null) return;
    const { pingSentMs } = node;
    sendPing(this, link, node.is(nodeFlags.meet) ? "meet" : "ping");
    if (pingSentMs !== 0) node.pingSentMs = pingSentMs;
    node.clear(nodeFlags.meet);
    this.wakeBy(this.nowMs + this.halfTimeoutMs + 1);
  }

  #form(): void {
    const formation = this.#formation;
    this.#formation = null;
    formation?.();
  }

  #newNode(): ClusterNode {
    const flags = nodeFlags.myself | nodeFlags.master;
    return new ClusterNode(randomNodeId(this.random), flags, this.nowMs);
  }
}
