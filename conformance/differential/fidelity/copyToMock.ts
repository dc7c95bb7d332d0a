import type { Bytes } from "../../../sim/redis/bytes.ts";
import type { ModelAlone } from "../modelAlone.ts";
import { readMessage, type WireValue } from "../respMessage.ts";
import type { MockInstance } from "./mockInstance.ts";

/** Makes the mock's memory equal to the model's, as far as its commands can. Each client is where it was. */
export async function copyToMock(
  model: ModelAlone,
  writer: MockInstance,
  clients: Iterable<{ readonly mock: MockInstance }>,
): Promise<void> {
  await writer.call(["FLUSHALL"]);
  for (const { mock } of clients) await mock.call(["UNWATCH"]);
  for (const [db, { size }] of model.node.databases.entries()) {
    if (size === 0) continue;
    model.ask(["SELECT", String(db)]);
    await writer.call(["SELECT", String(db)]);
    for (const key of textsOf(model.ask(["KEYS", "*"]))) {
      const type = model.ask(["TYPE", key]).slice(1, -2);
      for (const argv of writesOf(model, type, key)) await writer.call(argv);
      const expiry = model.ask(["PEXPIRETIME", key]).slice(1, -2);
      if (expiry !== "-1") await writer.call(["PEXPIREAT", key, expiry]);
    }
  }
}

function writesOf(model: ModelAlone, type: string, key: Bytes): readonly (readonly Bytes[])[] {
  const texts = (...argv: readonly Bytes[]): readonly Bytes[] => textsOf(model.ask(argv));
  switch (type) {
    case "string":
      return [["SET", key, ...texts("GET", key)]];
    case "list":
      return [["RPUSH", key, ...texts("LRANGE", key, "0", "-1")]];
    case "set":
      return [["SADD", key, ...texts("SMEMBERS", key)]];
    case "hash":
      return [["HSET", key, ...texts("HGETALL", key)]];
    case "zset": {
      const flat = texts("ZRANGE", key, "0", "-1", "WITHSCORES");
      const pairs: Bytes[] = [];
      for (let i = 0; i + 1 < flat.length; i += 2) pairs.push(flat[i + 1]!, flat[i]!);
      return [["ZADD", key, ...pairs]];
    }
    case "stream":
      return entriesOf(readMessage(model.ask(["XRANGE", key, "-", "+"]))).map(([id, ...fields]) => [
        "XADD",
        key,
        id ?? "",
        ...fields,
      ]);
    default:
      return [];
  }
}

const entriesOf = (reply: WireValue): readonly (readonly Bytes[])[] =>
  "items" in reply ? reply.items.map(leavesOf) : [];

const textsOf = (reply: Bytes): readonly Bytes[] => leavesOf(readMessage(reply));

function leavesOf(value: WireValue): readonly Bytes[] {
  if ("items" in value) return value.items.flatMap(leavesOf);
  return value.text === null ? [] : [value.text];
}
