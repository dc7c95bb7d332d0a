import type { RedisNode } from "../node.ts";
import type { PeerLink, PeerListener } from "../peers.ts";
import type { ReplicationMessage } from "./replicationMessage.ts";

/** What a node is to others: their master, or the replica of one. */
export class Replication {
  readonly #node: RedisNode;

  constructor(node: RedisNode) {
    this.#node = node;
  }

  /** A node has connected: a replica that asks for the data. */
  accept(_link: PeerLink<ReplicationMessage>): PeerListener<ReplicationMessage> {
    return { opened() {}, received() {}, closed() {} };
  }

  /** When `tick` has something to do next, in milliseconds by the node's clock; null when never. */
  nextDeadlineMs(): number | null {
    return null;
  }

  tick(): void {}
}
