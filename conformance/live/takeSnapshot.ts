import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import { AdminConnection } from "../cluster/adminConnection.ts";
import type { IncidentKind } from "../../spec/worldEvent.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { until } from "../cluster/until.ts";

/** All that a node had at one instant of the order in which it tells of what it does: where MONITOR tells the mark. */
export type Snapshot = {
  readonly node: string;
  readonly mark: Bytes;
  readonly askedUs: number;
  /** Commands that make an empty node have the same. */
  readonly commands: readonly (readonly Bytes[])[];
  /** Why an owner has less than it had; null when it must have all. */
  readonly incident: Extract<IncidentKind, "restart-snapshot" | "restart-empty"> | null;
};

const answerMsMax = 5_000;
/** So long a node may load, or not know its cluster. */
const readyMsMax = 20_000;

/** Everything at once, and of a replica, too: scripts may read keys that they do not name. */
const readAll = `
local all = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local kind, value = redis.call('TYPE', key).ok, false
  if kind == 'string' then value = {redis.call('GET', key)}
  elseif kind == 'hash' then value = redis.call('HGETALL', key)
  elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  elseif kind == 'list' then value = redis.call('LRANGE', key, 0, -1)
  elseif kind == 'set' then value = redis.call('SMEMBERS', key)
  elseif kind == 'stream' then
    local groups = {}
    for _, info in ipairs(redis.call('XINFO', 'GROUPS', key)) do
      local group, names = {}, {}
      for i = 1, #info, 2 do group[info[i]] = info[i + 1] end
      for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', key, group.name)) do
        names[#names + 1] = consumer[2]
      end
      local pending = redis.call('XPENDING', key, group.name, '-', '+', 1000000)
      groups[#groups + 1] = {group.name, group['last-delivered-id'], names, pending}
    end
    value = {redis.call('XRANGE', key, '-', '+'), redis.call('XINFO', 'STREAM', key)[8], groups}
  end
  all[#all + 1] = {key, kind, value, redis.call('PEXPIRETIME', key)}
end
return all`;

let marks = 0;

/** Reads all of a node, as soon as it can say it. @throws ServerTrouble when it does not answer */
export async function takeSnapshot(node: RealNode, nowUs: () => number): Promise<Snapshot> {
  const mark = `claimcheck-snapshot-${++marks}`;
  const connection = new AdminConnection(node.name, node.port, answerMsMax);
  try {
    await connection.ask("READONLY"); // refused where there is no cluster, and not needed there
    let askedUs = nowUs();
    let reply: Reply = null;
    await until(async () => {
      askedUs = nowUs();
      reply = await connection.ask("EVAL", readAll, "0", mark);
      return Array.isArray(reply) ? null : "it cannot say what it has yet";
    }, readyMsMax);
    const commands = listIn(reply).flatMap(commandsFor);
    return { node: node.name, mark, askedUs, commands, incident: null };
  } finally {
    connection.close();
  }
}

const listIn = (reply: Reply): readonly Reply[] => {
  if (Array.isArray(reply)) return reply;
  throw new Error(`takeSnapshot: the node answered ${JSON.stringify(reply)}; a list would be right`); // prettier-ignore
};

function commandsFor(entry: Reply): readonly (readonly Bytes[])[] {
  const [key, kind, value, expiresAtMs] = listIn(entry);
  if (typeof key !== "string" || typeof kind !== "string")
    throw new Error("takeSnapshot: a key has no name; one would be right");
  if (kind === "stream") return commandsForStream(key, value ?? null);
  const items = Array.isArray(value) ? value.map(String) : [];
  const made = makers[kind]?.(key, items);
  if (made === undefined) return []; // of a type in which no schedule lies
  const expiresAt = Number(expiresAtMs);
  return expiresAt < 0 ? [made] : [made, ["PEXPIREAT", key, `${expiresAt}`]];
}

/** What is pending without its entry is claimed while there is one. */
function commandsForStream(key: Bytes, value: Reply): readonly (readonly Bytes[])[] {
  const [entries, lastId, groups] = listIn(value);
  const there = listIn(entries ?? null).map((entry) => {
    const [id, fields] = listIn(entry);
    return { id: String(id), fields: listIn(fields ?? null).map(String) };
  });
  const pending = listIn(groups ?? null).flatMap((group) => {
    const [name, , , all] = listIn(group);
    return listIn(all ?? null).map((each) => {
      const [id, consumer, , deliveries] = listIn(each).map(String);
      return { group: String(name), id: id ?? "", consumer: consumer ?? "", deliveries: deliveries ?? "1" }; // prettier-ignore
    });
  });
  const ids = new Set(there.map(({ id }) => id));
  const trimmed = [...new Set(pending.map(({ id }) => id))].filter((id) => !ids.has(id));
  const all = [...there, ...trimmed.map((id) => ({ id, fields: ["trimmed", ""] }))];
  all.sort((a, b) => compareIds(a.id, b.id));
  const made: (readonly Bytes[])[] = all.map(({ id, fields }) => ["XADD", key, id, ...fields]);
  for (const group of listIn(groups ?? null)) {
    const [name, lastDelivered, consumers] = listIn(group);
    made.push(["XGROUP", "CREATE", key, String(name), String(lastDelivered), "MKSTREAM"]);
    for (const consumer of listIn(consumers ?? null))
      made.push(["XGROUP", "CREATECONSUMER", key, String(name), String(consumer)]);
  }
  for (const { group, id, consumer, deliveries } of pending)
    made.push(["XCLAIM", key, group, consumer, "0", id, "RETRYCOUNT", deliveries, "FORCE", "JUSTID"]); // prettier-ignore
  for (const id of trimmed) made.push(["XDEL", key, id]);
  if (made.length > 0 && lastId !== "0-0") made.push(["XSETID", key, String(lastId)]);
  return made;
}

function compareIds(a: Bytes, b: Bytes): number {
  const [aMs = 0, aNth = 0] = a.split("-").map(Number);
  const [bMs = 0, bNth = 0] = b.split("-").map(Number);
  return aMs - bMs || aNth - bNth;
}

const makers: Readonly<Record<string, (key: Bytes, items: readonly Bytes[]) => readonly Bytes[]>> =
  {
    string: (key, items) => ["SET", key, ...items],
    hash: (key, items) => ["HSET", key, ...items],
    list: (key, items) => ["RPUSH", key, ...items],
    set: (key, items) => ["SADD", key, ...items],
    zset: (key, items) => [
      "ZADD",
      key,
      ...items.flatMap((member, i) => (i % 2 === 0 ? [items[i + 1] ?? "0", member] : [])),
    ],
  };
