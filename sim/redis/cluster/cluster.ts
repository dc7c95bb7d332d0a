import type { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import type { RedisNode } from "../node.ts";
import type { PeerLink, PeerListener } from "../peers.ts";
import type { BusMessage } from "./busMessage.ts";
import { ClusterNode } from "./clusterNode.ts";
import { ClusterState } from "./clusterState.ts";
import { nodeFlags } from "./nodeFlags.ts";
import type { PersistedCluster } from "./persistedCluster.ts";
import { randomNodeId } from "./nodeId.ts";

/** A node of a cluster: what it believes of the others, and what it does about it. */
export class Cluster {
  readonly node: RedisNode;
  readonly random: Random;
  readonly state: ClusterState;

  /** @param persisted what the node had kept when it last went down; null for a new one. */
  constructor(node: RedisNode, persisted: PersistedCluster | null) {
    this.node = node;
    this.random = node.random.fork("cluster");
    const { nowMs } = node.ledger;
    const myself = new ClusterNode(
      randomNodeId(this.random),
      nodeFlags.myself | nodeFlags.master,
      nowMs,
    );
    myself.port = node.address.port;
    myself.busPort = node.address.port + 10_000;
    this.state = new ClusterState(myself);
    void persisted;
  }

  /** Another node has connected to the bus. */
  accept(_link: PeerLink<BusMessage>): PeerListener<BusMessage> {
    return { opened() {}, received() {}, closed() {} };
  }

  /** Redis' clusterBeforeSleep: whoever has called `state.doBeforeSleep` calls this before anybody is answered. */
  beforeSleep(): void {}

  /** Redis' clusterPropagatePublish: tells the other nodes of a message that was published here. */
  publish(_channel: Bytes, _message: Bytes): void {}

  /** The same for a sharded channel: tells those that serve the slots of this node. */
  publishShard(_channel: Bytes, _message: Bytes): void {}

  /** Redis' clusterStartHandshake: CLUSTER MEET. */
  meet(_host: string, _port: number, _busPort: number): "started" | "in progress" | "invalid" {
    return "started";
  }

  /** CLUSTER FORGET of a node that may be forgotten. */
  forget(_forgotten: ClusterNode): void {}

  /** Redis' clusterSetMaster: CLUSTER REPLICATE of a node that may be replicated. */
  setMaster(_master: ClusterNode): void {}

  /** Redis' clusterReset. */
  reset(_isHard: boolean): void {}

  /** CLUSTER FAILOVER at a replica, where it may be begun. */
  failover(_kind: "manual" | "force" | "takeover"): void {}

  /** Redis' clusterBumpConfigEpochWithoutConsensus; false when this node has the greatest epoch already. */
  bumpEpoch(): boolean {
    return false;
  }

  /** Redis' clusterSaveConfig. */
  saveConfig(): void {}

  /** What the node would find in nodes.conf if it were started again now. */
  persisted(): PersistedCluster {
    return { nodes: [], currentEpoch: 0, lastVoteEpoch: 0, migratingTo: [], importingFrom: [] };
  }

  /** Redis' clusterUpdateState. */
  updateState(): void {}

  /** When `tick` has something to do next, in milliseconds by the node's clock; null when never. */
  nextDeadlineMs(): number | null {
    return null;
  }

  tick(): void {}
}
