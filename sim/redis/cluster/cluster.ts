import type { RedisNode } from "../node.ts";
import type { PeerLink, PeerListener } from "../peers.ts";
import type { BusMessage } from "./busMessage.ts";

/** A node of a cluster: what it believes of the others, and what it does about it. */
export class Cluster {
  readonly #node: RedisNode;

  constructor(node: RedisNode) {
    this.#node = node;
  }

  /** Another node has connected to the bus. */
  accept(_link: PeerLink<BusMessage>): PeerListener<BusMessage> {
    return { opened() {}, received() {}, closed() {} };
  }

  /** When `tick` has something to do next, in milliseconds by the node's clock; null when never. */
  nextDeadlineMs(): number | null {
    return null;
  }

  tick(): void {}
}
