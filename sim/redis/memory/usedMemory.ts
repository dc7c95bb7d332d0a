import type { Bytes } from "../bytes.ts";
import type { Settings } from "../config/settings.ts";
import type { Database } from "../keyspace/database.ts";
import { keySize } from "./keySize.ts";
import type { SizeRules } from "./valueSize.ts";
import { slotBytes } from "./valueSize.ts";

/** Elements of a collection that stand for all, so that a write costs no more than a few of them. */
const samples = 5;

/**
 * The memory of all keys, kept up to date by what changes: each key is measured when somebody asks for the sum and it
 * has changed since. Collections are measured by a few of their elements.
 */
export class UsedMemory {
  readonly #databases: readonly Database[];
  readonly #rules: SizeRules;
  readonly #sizes: readonly Map<Bytes, number>[];
  readonly #changed: readonly Set<Bytes>[];
  #hasChanged = true;
  #sum = 0;

  constructor(databases: readonly Database[], settings: Settings) {
    this.#databases = databases;
    this.#rules = { samples, entryBytes: 32, settings };
    this.#sizes = databases.map(() => new Map<Bytes, number>());
    this.#changed = databases.map((db) => new Set(db.allKeys()));
  }

  /** Notes that a key has come, gone or changed. */
  readonly onKeySized = (db: number, key: Bytes): void => {
    this.#changed[db]!.add(key);
    this.#hasChanged = true;
  };

  /** In bytes, with the tables that the keys are found by. */
  bytes(): number {
    if (this.#hasChanged) this.#measure();
    let tables = 0;
    for (const { size, expiringSize } of this.#databases) tables += tableBytes(size, expiringSize);
    return this.#sum + tables;
  }

  #measure(): void {
    this.#hasChanged = false;
    for (const [index, keys] of this.#changed.entries()) {
      if (keys.size === 0) continue;
      const db = this.#databases[index]!;
      const sizes = this.#sizes[index]!;
      for (const key of keys) {
        const value = db.peek(key);
        const size = value === undefined ? 0 : keySize(key, value, this.#rules);
        this.#sum += size - (sizes.get(key) ?? 0);
        if (value === undefined) sizes.delete(key);
        else sizes.set(key, size);
      }
      keys.clear();
    }
  }
}

/** The memory of all keys, by some of them. */
export function estimate(databases: readonly Database[], settings: Settings): number {
  const rules: SizeRules = { samples, entryBytes: 32, settings };
  let bytes = 0;
  for (const db of databases) {
    const keys = db.someKeys(estimateKeys);
    let sampled = 0;
    for (const key of keys) sampled += keySize(key, db.peek(key)!, rules);
    if (keys.length > 0) bytes += Math.floor((sampled / keys.length) * db.size);
    bytes += tableBytes(db.size, db.expiringSize);
  }
  return bytes;
}

const estimateKeys = 1000;

/** What the tables of a database take by which its keys, and those of them that expire, are found. */
export function tableBytes(size: number, expiringSize: number): number {
  return slotBytes(size) + slotBytes(expiringSize) + expiryBytes * expiringSize;
}

/** What a key with an expiry takes besides: an entry in a second table, which shares its name. */
const expiryBytes = 32;
