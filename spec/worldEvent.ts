/** A fault of the scenario as it struck. */
export type FaultEvent = {
  readonly type: "fault";
  readonly at: number;
  /** The fault's kind, e.g. "lose-reply". */
  readonly fault: string;
  /** What was hit: a process, a node, or something in the data. */
  readonly target: string;
  /** One clause for the timeline, e.g. "the reply to EVALSHA never arrived". */
  readonly detail: string;
  /** How long it lasts, in milliseconds, unless all heals before: where no event tells that it is over, and somebody asks. */
  readonly forMs?: number;
};

/**
 * What may take acknowledged changes back.
 *
 * - `failover`: a replica became the owner, elected or by a handover that waited for it (CLUSTER FAILOVER).
 * - `takeover`: a replica was made the owner without asking how much it has (CLUSTER FAILOVER FORCE or TAKEOVER,
 *   REPLICAOF NO ONE).
 * - `restart-snapshot`, `restart-empty`: the owner came back with less than it had, and is still the owner.
 * - `flush`: FLUSHALL or FLUSHDB at the owner. `evict`: the owner removed keys to make room.
 */
export type IncidentKind =
  "failover" | "takeover" | "restart-snapshot" | "restart-empty" | "flush" | "evict";

/**
 * From here on the data may be older than what was acknowledged. It is written at the instant at which a node begins
 * to answer with that data as the owner, or at which the owner's data vanished; also when nothing turned out to be lost.
 *
 * Right after it, before any other event, comes a `state` event without process and op for each schedule whose state
 * at `node` differs from the last one written. What moves to another node unharmed (resharding, a restart with
 * all data) is no incident and writes no `state` event.
 */
export type IncidentEvent = {
  readonly type: "incident";
  readonly at: number;
  readonly incident: IncidentKind;
  /** The node whose data counts from now on. */
  readonly node: string;
  /** The node that had been the owner until now; null when it was the same one. */
  readonly replaces: string | null;
  /** The master and the replicas that keep the same data; any name that is the same for all of them. */
  readonly shard: string;
  /** How many replicas the shard had just before, well or not. */
  readonly replicas: number;
};

/**
 * What could be seen of a server. It has `failed` from when it is down, stands still, is cut off from other nodes, is
 * replaced as a master, or does not follow its master (its link is cut, slowed down or not yet up, or it is still
 * catching up), until nothing of that is true any more; then it has `recovered`. Telling either again changes nothing.
 */
export type NodeEvent = {
  readonly type: "node";
  readonly at: number;
  readonly node: string;
  readonly shard: string;
} & (
  | { readonly change: "failed" | "recovered" }
  /** The node's own clock is off by so much from now on; negative: behind. */
  | { readonly change: "clock"; readonly offMs: number }
);

/** What became of a process. `healed` ends every lasting fault on it: skew, stall, partition, slowness. */
export type ProcessEvent = {
  readonly type: "process";
  readonly at: number;
  readonly process: string;
  readonly change: "started" | "crashed" | "paused" | "resumed" | "healed";
};

/** `healing`: no fault strikes or lasts any more, and the nodes need time to find each other again. */
export type PhaseEvent = {
  readonly type: "phase";
  readonly at: number;
  readonly phase: "faults" | "healing" | "quiet" | "end";
};

/** What the harness writes into the history of every contract. `at` is the reference clock in whole milliseconds. */
export type WorldEvent = FaultEvent | IncidentEvent | NodeEvent | ProcessEvent | PhaseEvent;
