import { Evictions } from "./evictions.ts";
import type { EvictionPlace } from "./evictions.ts";
import { estimate, tableBytes, UsedMemory } from "./usedMemory.ts";

/**
 * What maxmemory does. Nothing is measured before there is a limit, so that a node without one pays nothing; the memory
 * that was taken by then is measured at once.
 */
export class MemoryLimit {
  readonly #place: EvictionPlace;
  readonly #clientCount: () => number;
  #memory: UsedMemory | null = null;
  #evictions: Evictions | null = null;

  constructor(place: EvictionPlace, clientCount: () => number) {
    this.#place = place;
    this.#clientCount = clientCount;
  }

  /** Follows a change of the settings. */
  configure(): void {
    const { databases, settings, ledger } = this.#place;
    if (settings.maxmemory === 0) {
      this.#memory = this.#evictions = null;
      ledger.onKeySized = null;
    } else if (this.#memory === null) {
      this.#memory = new UsedMemory(databases, settings);
      this.#evictions = new Evictions(this.#place, this.#memory);
      ledger.onKeySized = this.#memory.onKeySized;
    }
  }

  /** Evicts what is too much. False when there is still more than the limit, if there is one. */
  makeRoom(): boolean {
    if (this.#evictions === null || this.#place.ledger.ignoresMemory) return true;
    const { maxmemory } = this.#place.settings;
    return this.#evictions.makeRoom(maxmemory - this.#otherBytes());
  }

  /** An estimate of all that the server has allocated, in bytes. Without a limit some keys stand for all. */
  usedBytes(): number {
    const { databases, settings } = this.#place;
    return (this.#memory?.bytes() ?? estimate(databases, settings)) + this.#otherBytes();
  }

  /** What a Redis 7.0.15 without keys and clients has allocated. */
  get startupBytes(): number {
    return startupBytes;
  }

  get clientBytes(): number {
    return clientBytes * this.#clientCount();
  }

  /** All that is not the keys and their values. */
  get overheadBytes(): number {
    let bytes = this.#otherBytes();
    for (const { size, expiringSize } of this.#place.databases)
      bytes += tableBytes(size, expiringSize) + entryBytes * size;
    return bytes;
  }

  #otherBytes(): number {
    return startupBytes + this.clientBytes;
  }
}

const startupBytes = 876_312;
const entryBytes = 32;

/** What an idle client takes; one that just has spoken has buffers besides. */
const clientBytes = 2_256;
