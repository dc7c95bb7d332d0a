import type { Bytes } from "../../sim/redis/bytes.ts";
import { compareReplies } from "./normalisations.ts";
import { readMessage } from "./respMessage.ts";
import type { Difference } from "./runSteps.ts";
import type { Twins } from "./twins.ts";

const databases = 16;

/**
 * Reads everything in every database of both sides. Gives the first difference: in the names of the keys, or in type,
 * expiry, encoding or value of one.
 *
 * @param onNormalised told the name of each normalisation that was needed.
 */
export async function compareKeyspaces(
  twins: Twins,
  onNormalised: (name: string) => void,
): Promise<Difference | null> {
  for (let db = 0; db < databases; db++) {
    const keys = keysIn(twins.askModel([["SELECT", String(db)], ["DBSIZE"], ["KEYS", "*"]])[2]);
    const requests: (readonly Bytes[])[] = [["SELECT", String(db)], ["DBSIZE"], ["KEYS", "*"]];
    for (const key of keys) requests.push(...questionsAbout(key, typeOf(twins, key)));
    const ours = twins.askModel(requests);
    const theirs = await twins.askReal(requests);
    for (const [index, argv] of requests.entries()) {
      const model = ours[index] ?? null;
      const real = theirs[index] ?? null;
      if (model === real) continue;
      const how = model === null || real === null ? null : compareReplies(model, real, argv, []);
      if (how === null) return { step: null, client: `db ${db}`, argv, model, real };
      onNormalised(how);
    }
  }
  return null;
}

function keysIn(reply: Bytes | undefined): readonly Bytes[] {
  const value = reply === undefined ? null : readMessage(reply);
  if (value === null || !("items" in value)) return [];
  return value.items.flatMap((item) => ("text" in item && item.text !== null ? [item.text] : []));
}

const typeOf = (twins: Twins, key: Bytes): string =>
  twins.askModel([["TYPE", key]])[0]?.slice(1, -2) ?? "";

/** What is asked about a key of that type, so that nothing of it goes unseen. */
export function questionsAbout(key: Bytes, type: string): readonly (readonly Bytes[])[] {
  return [
    ["TYPE", key],
    ["PEXPIRETIME", key],
    ["OBJECT", "ENCODING", key],
    ...(questions[type]?.(key) ?? []),
  ];
}

const questions: Readonly<Record<string, (key: Bytes) => readonly (readonly Bytes[])[]>> = {
  string: (key) => [["GET", key]],
  list: (key) => [["LRANGE", key, "0", "-1"]],
  set: (key) => [["SMEMBERS", key]],
  hash: (key) => [["HGETALL", key]],
  zset: (key) => [["ZRANGE", key, "0", "-1", "WITHSCORES"]],
  stream: (key) => [["XINFO", "STREAM", key, "FULL", "COUNT", "0"]],
};
