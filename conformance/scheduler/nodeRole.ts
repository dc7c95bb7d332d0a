import type { RedisServer } from "../../sim/redisServer.ts";

/** What a node is to others, by its own account. */
export type NodeRole =
  | { readonly is: "master" }
  /** `host`: the master's address. `isFollowing`: it has all that the master had and is told of whatever comes. */
  | { readonly is: "replica"; readonly host: string; readonly isFollowing: boolean };

/** Asks a node that is up for its role (ROLE). */
export function roleOf(server: RedisServer): NodeRole {
  const reply = server.admin(["ROLE"]);
  if (!Array.isArray(reply) || reply[0] !== "slave") return { is: "master" };
  return { is: "replica", host: String(reply[1]), isFollowing: reply[3] === "connected" };
}
