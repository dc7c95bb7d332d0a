import type { RedisServer } from "../../sim/redisServer.ts";

/** What a node is to others, by its own account. */
export type NodeRole =
  | { readonly is: "master" }
  /** `host`: the master's address. `isFollowing`: it has all that the master had and is told of whatever comes. */
  | { readonly is: "replica"; readonly host: string; readonly isFollowing: boolean };

const asMaster: NodeRole = { is: "master" };

/** The role that a node would answer to ROLE. */
export function roleOf({ node }: RedisServer): NodeRole {
  const { master } = node.replication;
  if (master === null) return asMaster;
  return { is: "replica", host: master.host, isFollowing: master.state === "connected" };
}
