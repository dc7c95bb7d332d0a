import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import { AdminConnection } from "../cluster/adminConnection.ts";
import type { IncidentKind } from "../../spec/worldEvent.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { until } from "../cluster/until.ts";
import { listIn, streamCommands } from "./streamCommands.ts";

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

function commandsFor(entry: Reply): readonly (readonly Bytes[])[] {
  const [key, kind, value, expiresAtMs] = listIn(entry);
  if (typeof key !== "string" || typeof kind !== "string")
    throw new Error("takeSnapshot: a key has no name; one would be right");
  if (kind === "stream") return streamCommands(key, value ?? null);
  const items = Array.isArray(value) ? value.map(String) : [];
  const made = makers[kind]?.(key, items);
  if (made === undefined) return []; // of a type in which no schedule lies
  const expiresAt = Number(expiresAtMs);
  return expiresAt < 0 ? [made] : [made, ["PEXPIREAT", key, `${expiresAt}`]];
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
