import type { Reply } from "../../sim/redis/reply.ts";
import type { RedisServer } from "../../sim/redisServer.ts";

/** Asks a node as an administrator would, at no simulated time, and lets what follows happen. */
export function askNode(server: RedisServer, argv: readonly string[]): Reply {
  const reply = server.admin(argv);
  server.settle();
  return reply;
}

/** Whether a reply is no error. */
export const isFine = (reply: Reply): boolean =>
  !(typeof reply === "object" && reply !== null && "error" in reply);

/** The text in a reply; "" when it is none. */
export const textOf = (reply: Reply): string => {
  if (typeof reply === "string") return reply;
  const isVerbatim = typeof reply === "object" && reply !== null && "verbatim" in reply;
  return isVerbatim ? reply.verbatim : "";
};
