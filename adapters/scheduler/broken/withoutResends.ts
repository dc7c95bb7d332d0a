import { connectClient } from "../../clients/connectClient.ts";
import { loadClient } from "../../clients/nodeRedisClient.ts";
import type { SchedulerParts } from "../reference/schedulerOver.ts";

/**
 * A connection over node-redis, which never sends anything twice: a call whose reply is lost rejects, and what is made
 * of that is the subject's own. (ioredis would send it again, under the same name, and hide the defect.)
 */
export const withoutResends: Pick<SchedulerParts, "load" | "connect"> = {
  load: () => loadClient("node-redis"),
  connect: (context) =>
    connectClient(context.Redis === undefined ? { ...context, client: "node-redis" } : context),
};

/** Whether a call ended without an answer. What Redis answers begins with a code, as in "ERR no such key". */
export function isLostReply(error: unknown): boolean {
  return error instanceof Error && !/^[A-Z]+ /.test(error.message);
}
