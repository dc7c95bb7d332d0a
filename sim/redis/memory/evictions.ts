import type { Random } from "../../random.ts";
import type { Bytes } from "../bytes.ts";
import type { Settings } from "../config/settings.ts";
import { decayed } from "../keyspace/accessCounter.ts";
import type { Database } from "../keyspace/database.ts";
import { useOf } from "../keyspace/useOf.ts";
import type { Ledger } from "../ledger.ts";
import { EvictionPool } from "./evictionPool.ts";
import { idleSeconds } from "./idleSeconds.ts";
import type { UsedMemory } from "./usedMemory.ts";

/** What is evicted from, and by which rules. */
export type EvictionPlace = {
  readonly databases: readonly Database[];
  readonly ledger: Ledger;
  readonly settings: Settings;
  readonly random: Random;
};

/** Makes room while the keys take more memory than they may, by the rules of Redis 7.0 and the node's own chance. */
export class Evictions {
  readonly #place: EvictionPlace;
  readonly #memory: UsedMemory;
  readonly #pool = new EvictionPool();
  #lastDb = 0;

  constructor(place: EvictionPlace, memory: UsedMemory) {
    this.#place = place;
    this.#memory = memory;
  }

  /** @param limit in bytes. False when that could not be reached. */
  makeRoom(limit: number): boolean {
    while (this.#memory.bytes() > limit) {
      const { maxmemoryPolicy: policy } = this.#place.settings;
      if (policy === "noeviction") return false;
      const onlyExpiring = policy.startsWith("volatile-");
      const chosen = policy.endsWith("-random")
        ? this.#chooseByChance(onlyExpiring)
        : this.#chooseBest(onlyExpiring);
      if (chosen === null) return false;
      chosen.db.evict(chosen.key);
    }
    return true;
  }

  /** Databases take turns. */
  #chooseByChance(onlyExpiring: boolean): Choice | null {
    const { databases, random } = this.#place;
    for (let tried = 0; tried < databases.length; tried++) {
      this.#lastDb = (this.#lastDb + 1) % databases.length;
      const db = databases[this.#lastDb]!;
      const [key] = db.sample(1, random, onlyExpiring);
      if (key !== undefined) return { db, key };
    }
    return null;
  }

  #chooseBest(onlyExpiring: boolean): Choice | null {
    const { databases, settings, random } = this.#place;
    for (;;) {
      let sampled = 0;
      for (const db of databases) {
        const keys = db.sample(settings.maxmemorySamples, random, onlyExpiring);
        for (const key of keys) this.#pool.offer(db.index, key, this.#scoreOf(db, key));
        sampled += keys.length;
      }
      if (sampled === 0) return null;
      for (let best = this.#pool.take(); best !== undefined; best = this.#pool.take()) {
        const { key } = best;
        const db = databases[best.db]!;
        const isThere = onlyExpiring ? db.expiryOf(key) : db.peek(key);
        if (isThere !== undefined) return { db, key };
      }
    }
  }

  /** The higher, the sooner it goes. */
  #scoreOf(db: Database, key: Bytes): number {
    const { settings, ledger } = this.#place;
    if (settings.maxmemoryPolicy === "volatile-ttl") return -Number(db.expiryOf(key) ?? 0);
    const value = db.peek(key)!;
    if (ledger.uses !== null) return 255 - decayed(useOf(value, ledger), ledger.uses);
    return idleSeconds(useOf(value, ledger), ledger.clock);
  }
}

type Choice = { readonly db: Database; readonly key: Bytes };
