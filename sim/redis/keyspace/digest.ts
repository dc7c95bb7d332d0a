import type { Bytes } from "../bytes.ts";
import { sha1hex } from "../lua/sha1hex.ts";
import { formatDouble } from "../numbers/formatDouble.ts";
import type { Database } from "./database.ts";
import { formatStreamId, maxId, zeroId } from "./streamId.ts";
import type { Value } from "./value.ts";

/** Twenty bytes that stand for a value or a whole dataset, as debug.c of Redis 7.0.15 computes them. */
type Digest = Bytes;

const emptyDigest: Digest = "\0".repeat(20);

/** DEBUG DIGEST, in hexadecimal: the same for the same contents, whatever the order of what has none. */
export function datasetDigest(databases: readonly Database[]): string {
  let digest = emptyDigest;
  for (const db of databases) {
    const keys = db.allKeys();
    if (keys.length > 0) digest = mix(digest, bigEndian(db.index));
    for (const key of keys) digest = add(digest, digestOfKey(db, key, mix(emptyDigest, key)));
  }
  return inHex(digest);
}

/** DEBUG DIGEST-VALUE, in hexadecimal; zeros for a key that is not there. */
export function valueDigest(db: Database, key: Bytes): string {
  return inHex(digestOfKey(db, key, emptyDigest));
}

function digestOfKey(db: Database, key: Bytes, begun: Digest): Digest {
  const value = db.peek(key);
  if (value === undefined) return begun;
  const digest = digestOfValue(value, mix(begun, bigEndian(typeNumbers[value.kind])));
  return db.expiryOf(key) === undefined ? digest : add(digest, "!!expire!!");
}

const typeNumbers = { string: 0, list: 1, set: 2, zset: 3, hash: 4, stream: 6 } as const;

/** Where order counts, each element is mixed into the one before; where not, all are added up. */
function digestOfValue(value: Value, begun: Digest): Digest {
  switch (value.kind) {
    case "string":
      return mix(begun, value.value);
    case "list":
      return value.items.slice(0, value.items.length).reduce(mix, begun);
    case "set":
      return value.members.keys().reduce(add, begun);
    case "zset":
      return value.scores.entries().reduce((digest, [member, score]) => {
        return add(digest, mix(mix(emptyDigest, member), formatDouble(score)));
      }, begun);
    case "hash":
      return value.fields.entries().reduce((digest, [field, text]) => {
        return add(digest, mix(mix(emptyDigest, field), text));
      }, begun);
    case "stream":
      return value.stream
        .range(zeroId, maxId, Infinity)
        .flatMap(([id, fields]) => [formatStreamId(id).replace("-", "."), ...fields])
        .reduce(mix, begun);
  }
}

/** Redis' `mixDigest`. */
function mix(digest: Digest, bytes: Bytes): Digest {
  return sha1(add(digest, bytes));
}

/** Redis' `xorDigest`, which takes the SHA-1 of what it adds, even of a digest. */
function add(digest: Digest, bytes: Bytes): Digest {
  return xor(digest, sha1(bytes));
}

function xor(a: Digest, b: Digest): Digest {
  let result = "";
  for (let i = 0; i < a.length; i++)
    result += String.fromCharCode(a.charCodeAt(i) ^ b.charCodeAt(i));
  return result;
}

function sha1(bytes: Bytes): Digest {
  return sha1hex(bytes).replace(/../g, (hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function inHex(digest: Digest): string {
  return digest.replace(/[^]/g, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0"));
}

function bigEndian(number: number): Bytes {
  return `\0\0\0${String.fromCharCode(number)}`;
}
