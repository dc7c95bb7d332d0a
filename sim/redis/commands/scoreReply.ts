import type { Context } from "../context.ts";
import { formatShortest } from "../numbers/formatShortest.ts";
import type { Reply } from "../reply.ts";

/** A score, as the version writes doubles. */
export function scoreReply({ behaviour }: Context, score: number): Reply {
  return behaviour.shortestDoubles
    ? { double: score, text: formatShortest(score) }
    : { double: score };
}
