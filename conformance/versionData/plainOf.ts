import type { Reply } from "../../sim/redis/reply.ts";

/** A reply as JSON: maps as objects, sets as arrays, statuses as texts. What was lost is known by the field's name. */
export type Plain = null | string | number | readonly Plain[] | { readonly [field: string]: Plain };

/** @throws Error for what does not occur in COMMAND and COMMAND DOCS, such as an error. */
export function plainOf(reply: Reply): Plain {
  if (reply === null || typeof reply === "string" || typeof reply === "number") return reply;
  if (isArray(reply)) return reply.map(plainOf);
  if (typeof reply === "object") {
    if ("status" in reply) return reply.status;
    if ("set" in reply) return reply.set.map(plainOf);
    if ("map" in reply)
      return Object.fromEntries(reply.map.map(([field, value]) => [textOf(field), plainOf(value)]));
  }
  throw new Error(
    `plainOf: ${JSON.stringify(reply)}; a text, number, array, set or map would be right`,
  );
}

function textOf(reply: Reply): string {
  if (typeof reply === "string") return reply;
  throw new Error(
    `plainOf: the name of a field is ${JSON.stringify(reply)}; a text would be right`,
  );
}

const isArray = (reply: Reply): reply is readonly Reply[] => Array.isArray(reply);
