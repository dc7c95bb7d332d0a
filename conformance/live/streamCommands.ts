import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";

export const listIn = (reply: Reply | undefined): readonly Reply[] => {
  if (Array.isArray(reply)) return reply;
  throw new Error(`takeSnapshot: the node answered ${JSON.stringify(reply)}; a list would be right`); // prettier-ignore
};

const textsIn = (reply: Reply | undefined): readonly string[] =>
  listIn(reply).map((item) => (typeof item === "number" ? `${item}` : textIn(item)));

const textIn = (reply: Reply | undefined): string => {
  if (typeof reply === "string") return reply;
  throw new Error(`takeSnapshot: the node answered ${JSON.stringify(reply)}; a text would be right`); // prettier-ignore
};

/**
 * Commands that make a stream with its groups, their consumers and what is pending with them.
 *
 * @param value its entries; the last id that it gave; of each group the name, the last id that it delivered, its consumers,
 * and the answer of XPENDING
 */
export function streamCommands(key: Bytes, value: Reply): readonly (readonly Bytes[])[] {
  const [entries, lastId, groups] = listIn(value);
  const there = listIn(entries).map((entry) => {
    const [id, fields] = listIn(entry);
    return { id: textIn(id), fields: textsIn(fields) };
  });
  const read = listIn(groups).map((group) => {
    const [name, lastDelivered, consumers, pending] = listIn(group);
    return {
      name: textIn(name),
      lastDelivered: textIn(lastDelivered),
      consumers: textsIn(consumers),
      pending: listIn(pending).map(textsIn),
    };
  });

  // What is pending without its entry is claimed while there is one.
  const ids = new Set(there.map(({ id }) => id));
  const pendingIds = new Set(read.flatMap(({ pending }) => pending.map(([id = ""]) => id)));
  const trimmed = [...pendingIds].filter((id) => !ids.has(id));
  const all = [...there, ...trimmed.map((id) => ({ id, fields: ["trimmed", ""] }))].sort((a, b) =>
    compareIds(a.id, b.id),
  );
  const made: (readonly Bytes[])[] = all.map(({ id, fields }) => ["XADD", key, id, ...fields]);
  for (const { name, lastDelivered, consumers, pending } of read) {
    made.push(["XGROUP", "CREATE", key, name, lastDelivered, "MKSTREAM"]);
    for (const consumer of consumers) made.push(["XGROUP", "CREATECONSUMER", key, name, consumer]);
    for (const [id = "", consumer = "", , deliveries = "1"] of pending)
      made.push(["XCLAIM", key, name, consumer, "0", id, "RETRYCOUNT", deliveries, "FORCE", "JUSTID"]); // prettier-ignore
  }
  for (const id of trimmed) made.push(["XDEL", key, id]);
  const last = textIn(lastId);
  if (made.length > 0 && last !== "0-0") made.push(["XSETID", key, last]);
  return made;
}

function compareIds(a: Bytes, b: Bytes): number {
  const [aMs = 0, aNth = 0] = a.split("-").map(Number);
  const [bMs = 0, bNth = 0] = b.split("-").map(Number);
  return aMs - bMs || aNth - bNth;
}
