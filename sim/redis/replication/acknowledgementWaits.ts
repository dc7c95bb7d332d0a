import type { ClientConnection } from "../clientConnection.ts";
import type { RedisNode } from "../node.ts";
import type { Reply } from "../reply.ts";

/** A client that waits until so many replicas have acknowledged an offset. */
type AcknowledgementWait = {
  readonly client: ClientConnection;
  readonly offset: number;
  readonly count: number;
  /** What it is told of so many. */
  readonly replyOf: (count: number) => Reply;
};

/** Clients in WAIT and WAITAOF (`processClientsWaitingReplicas` of Redis 7.0.15): those that came last are served first. */
export class AcknowledgementWaits {
  readonly #node: RedisNode;
  #all: AcknowledgementWait[] = [];

  constructor(node: RedisNode) {
    this.#node = node;
  }

  add(wait: AcknowledgementWait): void {
    this.#all = [wait, ...this.#all.filter(({ client }) => client !== wait.client)];
  }

  clear(): void {
    this.#all = [];
  }

  /** Replicas have acknowledged more: ends the waits that were for that. */
  serve(): void {
    if (this.#all.length === 0) return;
    const { blocked, replication } = this.#node;
    let [lastOffset, lastCount] = [0, 0];
    for (const wait of this.#all) {
      const { client, offset, count, replyOf } = wait;
      const isSettled = lastOffset > 0 && lastOffset >= offset && lastCount >= count;
      const reached = isSettled ? lastCount : replication.replicas.countAcknowledged(offset);
      const isOver = !blocked.has(client);
      if (!isOver && reached < count) continue;
      this.#all = this.#all.filter((other) => other !== wait);
      if (isOver) continue;
      if (!isSettled) [lastOffset, lastCount] = [offset, reached];
      blocked.release(client, replyOf(reached));
    }
  }
}
