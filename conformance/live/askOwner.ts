import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { RealNode } from "../cluster/realTopology.ts";

/**
 * Asks whichever of the masters owns the key of a command.
 *
 * @throws ServerTrouble when it does not answer
 */
export async function askOwner(
  masters: readonly RealNode[],
  argv: readonly Bytes[],
): Promise<Reply> {
  let reply: Reply = { error: "CLUSTERDOWN no master" };
  for (const node of masters) {
    reply = await node.admin(...argv);
    const isElsewhere =
      typeof reply === "object" &&
      reply !== null &&
      "error" in reply &&
      reply.error.startsWith("MOVED ");
    if (!isElsewhere) return reply;
  }
  return reply;
}
