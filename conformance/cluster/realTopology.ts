import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { RestartData } from "../../sim/redisServer.ts";
import type { Topology } from "../../spec/topology.ts";
import type { FrozenClocks } from "./frozenClocks.ts";

export type Address = { readonly host: string; readonly port: number };

/** Which server it is, as INFO tells. */
export type ServerVersion = {
  readonly server: "redis" | "valkey";
  /** Such as 7.0.15. */
  readonly number: string;
  /** For people and artefacts: "redis 7.0.15", "valkey 8.1.1". */
  readonly name: string;
};

/** `down`: killed by us, and not started again. */
export type NodeState = "up" | "paused" | "down";

/** One real server of a topology. */
export type RealNode = {
  /** redis-1, redis-2 ... */
  readonly name: string;
  /** Where we reach it: on the loopback interface, and the same after each restart. */
  readonly host: string;
  readonly port: number;
  /** Where the other nodes reach it, and what it says in MOVED and CLUSTER SLOTS. */
  readonly address: Address;
  readonly state: NodeState;
  /**
   * Runs a command over a connection of the harness and gives the reply as RESP2 has it.
   *
   * @throws ServerTrouble when the node is down, silent, or speaks something else than Redis.
   */
  readonly admin: (...argv: readonly Bytes[]) => Promise<Reply>;
  /** The process is killed (SIGKILL). Resolves when it is gone. */
  readonly kill: () => Promise<void>;
  /** Starts a killed node again; resolves when it answers, which under a frozen clock may be before its cluster is well. */
  readonly restart: (how: { readonly data: RestartData }) => Promise<void>;
  /** SIGSTOP, or the freezer of the container: nothing is read and nothing answered, but connections stay. */
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
  /** Takes the node off the network of its topology and of its clients, and back; null where the maker cannot. */
  readonly wire: {
    readonly unplug: () => Promise<void>;
    readonly plug: () => Promise<void>;
  } | null;
  /** What the server has logged so far, in all its lives. */
  readonly log: () => string;
};

/** Real servers, arranged as a topology says, ready, and gone after `close`. */
export type RealTopology = {
  readonly topology: Topology;
  readonly maker: "processes" | "containers";
  /** redis-1, redis-2 ... in this order. */
  readonly nodes: readonly RealNode[];
  /** @throws RangeError when there is no such node. */
  readonly node: (name: string) => RealNode;
  readonly version: ServerVersion;
  /**
   * From what nodes call each other ("172.18.0.2:6379") to where we reach them. It is ioredis' `natMap` and node-redis'
   * `nodeAddressMap`; for processes each address stands for itself.
   */
  readonly natMap: Readonly<Record<string, Address>>;
  /** The clocks of the nodes; null on the wall clock. */
  readonly clocks: FrozenClocks | null;
  /** Writes what all nodes have logged into a file that stays, and gives its path. */
  readonly keepLogs: () => string;
  /**
   * Ends all of it and leaves nothing behind; may be called again.
   *
   * @throws ServerTrouble ENGINE_FAILED when the engine went away; what it holds is removed by the next run.
   */
  readonly close: () => Promise<void>;
};
