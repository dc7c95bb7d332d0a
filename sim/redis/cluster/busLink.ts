import type { PeerLink } from "../peers.ts";
import type { BusMessage } from "./busMessage.ts";
import type { ClusterNode } from "./clusterNode.ts";

/** One connection of the bus (Redis 7.0.15, `clusterLink` in cluster.h). Messages go out on the one that this node has made. */
export class BusLink {
  readonly createdMs: number;
  readonly isInbound: boolean;
  /** Whom it is with; null while an inbound one has not said who it is. */
  node: ClusterNode | null;
  peer: PeerLink<BusMessage> | null = null;
  isFreed = false;
  /** What was sent before the connection was there; null since it is. */
  #early: BusMessage[] | null;

  constructor(node: ClusterNode | null, nowMs: number) {
    this.createdMs = nowMs;
    this.node = node;
    this.isInbound = node === null;
    this.#early = this.isInbound ? null : [];
  }

  get remoteHost(): string {
    return this.peer?.remoteHost ?? "";
  }

  send(message: BusMessage): void {
    if (this.#early !== null) this.#early.push(message);
    else this.peer?.send(message);
  }

  opened(): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const message of early) this.peer?.send(message);
  }

  /** Redis' freeClusterLink: the connection is no more, and its node has none until it is made again. */
  free(): void {
    this.isFreed = true;
    this.peer?.close();
    this.peer = null;
    this.#early = null;
    if (this.node?.link === this) this.node.link = null;
    else if (this.node?.inboundLink === this) this.node.inboundLink = null;
  }
}
