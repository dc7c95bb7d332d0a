import type { RedisNode } from "../node.ts";
import type { ReplicaClient } from "./replicas.ts";

/** As INFO names them. */
type FailoverState = "no-failover" | "failover-in-progress" | "waiting-for-sync";

/** What FAILOVER was told. */
export type FailoverRequest = {
  readonly target: { readonly host: string; readonly port: number } | null;
  /** Milliseconds; 0 for as long as it takes. */
  readonly timeoutMs: number;
  readonly isForced: boolean;
};

/**
 * A master that hands its role to one of its replicas: it pauses clients that write until a replica has everything, then
 * follows that one and asks it to take over (`failoverCommand`, `updateFailoverStatus` of Redis 7.0.15).
 */
export class Failover {
  readonly #node: RedisNode;
  state: FailoverState = "no-failover";
  #target: FailoverRequest["target"] = null;
  /** In milliseconds; null for no limit. */
  #untilMs: number | null = null;
  #isForced = false;

  constructor(node: RedisNode) {
    this.#node = node;
  }

  get isActive(): boolean {
    return this.state !== "no-failover";
  }

  /** Whether a replica was chosen and is asked to take over. */
  get isUnderWay(): boolean {
    return this.state === "failover-in-progress";
  }

  get hasDeadline(): boolean {
    return this.#untilMs !== null;
  }

  begin({ target, timeoutMs, isForced }: FailoverRequest): void {
    const { pause, ledger } = this.#node;
    this.#target = target;
    this.#untilMs = timeoutMs === 0 ? null : ledger.nowMs + timeoutMs;
    this.#isForced = isForced;
    this.state = "waiting-for-sync";
    pause.begin("write", Infinity, "failover");
  }

  abort(): void {
    if (!this.isActive) return;
    if (this.isUnderWay) this.#node.replication.promote();
    this.#clear();
  }

  /** The replica has answered to the request to take over. */
  answered(isAccepted: boolean): void {
    if (!this.isUnderWay) return;
    if (isAccepted) this.#clear();
    else this.abort();
  }

  /** Whether a replica has everything by now, or the time is over. */
  check(): void {
    if (this.state !== "waiting-for-sync") return;
    const { replication, ledger } = this.#node;
    if (this.#untilMs !== null && this.#untilMs <= ledger.nowMs) {
      if (this.#isForced && this.#target !== null) this.#handOver(this.#target);
      else this.abort();
      return;
    }
    const replica =
      this.#target === null
        ? [...replication.replicas.all].find((candidate) => this.#hasAll(candidate))
        : this.find(this.#target.host, this.#target.port);
    if (replica !== undefined && this.#hasAll(replica)) this.#handOver(addressOf(replica));
  }

  /** The replica that listens there. */
  find(host: string, port: number): ReplicaClient | undefined {
    return [...this.#node.replication.replicas.all].find((client) => {
      const address = addressOf(client);
      return address.host.toLowerCase() === host.toLowerCase() && address.port === port;
    });
  }

  #hasAll({ replica }: ReplicaClient): boolean {
    return replica.acknowledged === this.#node.replication.masterOffset;
  }

  #handOver({ host, port }: NonNullable<FailoverRequest["target"]>): void {
    this.#target = { host, port };
    this.state = "failover-in-progress";
    this.#node.replication.follow(host, port);
  }

  #clear(): void {
    this.state = "no-failover";
    this.#target = null;
    this.#untilMs = null;
    this.#isForced = false;
    this.#node.pause.end("failover");
  }
}

/** Where a replica says that it can be reached. */
export function addressOf({ replica, transport }: ReplicaClient): {
  readonly host: string;
  readonly port: number;
} {
  const host =
    replica.announcedHost ?? transport.remote.slice(0, transport.remote.lastIndexOf(":"));
  return { host, port: replica.listeningPort };
}
