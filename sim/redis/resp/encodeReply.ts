import type { Bytes } from "../bytes.ts";
import { formatDouble } from "../numbers/formatDouble.ts";
import type { Reply } from "../reply.ts";

/** The bytes of a reply. RESP2 has fewer types: what it lacks it gets as Redis sends it to old clients. */
export function encodeReply(reply: Reply, protocol: 2 | 3): Bytes {
  if (typeof reply === "string") return bulk(reply);
  if (typeof reply === "number" || typeof reply === "bigint") return `:${reply}\r\n`;
  if (reply === null) return protocol === 2 ? "$-1\r\n" : "_\r\n";
  if (isArray(reply)) return sequence("*", reply, protocol);
  if ("status" in reply) return `+${reply.status}\r\n`;
  if ("error" in reply) return `-${reply.error}\r\n`;
  if ("nullArray" in reply) return protocol === 2 ? "*-1\r\n" : "_\r\n";
  if ("double" in reply) {
    const text = reply.text ?? formatDouble(reply.double);
    return protocol === 2 ? bulk(text) : `,${text}\r\n`;
  }
  if ("map" in reply) {
    let bytes = protocol === 2 ? `*${2 * reply.map.length}\r\n` : `%${reply.map.length}\r\n`;
    for (const [key, value] of reply.map)
      bytes += encodeReply(key, protocol) + encodeReply(value, protocol);
    return bytes;
  }
  if ("set" in reply) return sequence(protocol === 2 ? "*" : "~", reply.set, protocol);
  if ("push" in reply) return sequence(protocol === 2 ? "*" : ">", reply.push, protocol);
  if ("bool" in reply) {
    if (protocol === 2) return reply.bool ? ":1\r\n" : ":0\r\n";
    return reply.bool ? "#t\r\n" : "#f\r\n";
  }
  if ("verbatim" in reply) {
    if (protocol === 2) return bulk(reply.verbatim);
    return `=${reply.verbatim.length + 4}\r\n${reply.format}:${reply.verbatim}\r\n`;
  }
  if ("bigNumber" in reply)
    return protocol === 2 ? bulk(reply.bigNumber) : `(${reply.bigNumber}\r\n`;
  if ("encoded" in reply) return reply.encoded;
  let bytes = "";
  for (const part of reply.several) bytes += encodeReply(part, protocol);
  return bytes;
}

function bulk(text: Bytes): Bytes {
  return `$${text.length}\r\n${text}\r\n`;
}

function sequence(sign: string, items: readonly Reply[], protocol: 2 | 3): Bytes {
  let bytes = `${sign}${items.length}\r\n`;
  for (const item of items) bytes += encodeReply(item, protocol);
  return bytes;
}

/** Array.isArray does not narrow readonly arrays. */
function isArray(reply: Reply): reply is readonly Reply[] {
  return Array.isArray(reply);
}
