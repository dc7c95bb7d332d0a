import type { Redis } from "ioredis";

/** Which client a subject opens its connections with. */
export type ClientName = "ioredis" | "node-redis";

/** Where one node listens. */
export type NodeAddress = { readonly host: string; readonly port: number };

/** Where Redis is, and what speaks to it: what a run lends to whoever opens a connection. */
export type ClientContext = {
  /** The node; of a cluster, the nodes that a client is told to begin with. */
  readonly nodes: readonly [NodeAddress, ...NodeAddress[]];
  /** Whether the nodes are a cluster; false unless it is said. */
  readonly cluster?: boolean;
  /** ioredis unless it is said. Anything else must have been loaded by `loadClient`. */
  readonly client?: ClientName;
  /** What stands in for ioredis' constructor: on the backend `mock`, ioredis-mock's. */
  readonly Redis?: typeof Redis;
};

/** A script, and how many of its arguments are keys: the first ones. */
export type ClientScript = { readonly lua: string; readonly numberOfKeys: number };

/** Runs a script: its keys, then its other arguments. */
export type RunClientScript = (...keysAndArguments: readonly string[]) => Promise<unknown>;

/**
 * What a subject needs of a connection, whichever client opened it: ioredis or node-redis, to one node or to a cluster.
 *
 * The client below is as it comes: it reconnects, follows redirects, resends and gives up by its own rules, and its
 * errors pass through. Replies are as RESP2 has them: texts, integers, null and arrays.
 */
export type RedisClient = {
  /** Teaches the client a script, in the way that its users do: by hash, and by text where the hash is not known. */
  define(name: string, script: ClientScript): RunClientScript;
  /**
   * Sends a command to the node that serves the key, and follows redirects. The command may do without the key: on a
   * cluster it then travels in a script that names the key, because no client routes by anything else. @throws what
   * the client rejects with.
   */
  call(key: string, command: readonly string[]): Promise<unknown>;
  /**
   * Sends commands one after the other over one connection to the node that serves the key, and follows no redirect. An
   * error reply is an `Error` in its place. @throws when the connection is lost, whatever was answered by then.
   */
  pipeline(key: string, commands: readonly (readonly string[])[]): Promise<readonly unknown[]>;
  /** Closes all connections without waiting for anything. */
  disconnect(): void;
};
