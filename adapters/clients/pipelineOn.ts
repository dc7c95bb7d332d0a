import type { Redis } from "ioredis";

/**
 * Sends commands over one connection of ioredis. When that breaks after some were answered, ioredis aborts the rest
 * instead of sending it again on its own: what was answered and what was not are then of one connection or of none.
 */
export async function pipelineOn(
  redis: Redis,
  commands: readonly (readonly string[])[],
): Promise<readonly unknown[]> {
  const replies = await redis.pipeline(commands.map((command) => ["call", ...command])).exec();
  return (replies ?? []).map(([error, reply]) => {
    if (error !== null && error.name !== "ReplyError") throw error;
    return error ?? reply;
  });
}
