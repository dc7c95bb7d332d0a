import { formatDouble } from "../numbers/formatDouble.ts";
import type { Reply } from "../reply.ts";

/** A reply as a RESP2 client would see it: maps and sets are flat arrays, doubles and verbatim texts are strings. */
export function resp2View(reply: Reply): Reply {
  if (typeof reply !== "object" || reply === null) return reply;
  if (isList(reply)) return reply.map(resp2View);
  if ("map" in reply)
    return reply.map.flatMap(([key, value]) => [resp2View(key), resp2View(value)]);
  if ("set" in reply) return reply.set.map(resp2View);
  if ("push" in reply) return reply.push.map(resp2View);
  if ("double" in reply) return reply.text ?? formatDouble(reply.double);
  if ("bool" in reply) return reply.bool ? 1 : 0;
  if ("verbatim" in reply) return reply.verbatim;
  if ("nullArray" in reply) return null;
  return reply;
}

/** Array.isArray does not narrow readonly arrays. */
function isList(reply: object): reply is readonly Reply[] {
  return Array.isArray(reply);
}
