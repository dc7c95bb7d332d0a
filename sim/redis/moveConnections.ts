import type { Random } from "../random.ts";
import type { Bytes } from "./bytes.ts";

/** `MIGRATE_SOCKET_CACHE_ITEMS` of Redis 7.0.15 (cluster.c). */
const connectionsMax = 64;
/** `MIGRATE_SOCKET_CACHE_TTL`, in whole seconds: one that was used at 0.9 s is kept until 11 s. */
const keptSeconds = 10;

/**
 * The connections over which keys were moved to other servers (MIGRATE), which Redis keeps for the next ones; INFO counts them.
 * Its cron looks for those that are too old once a second, so it may count them a second longer than is said here.
 */
export class MoveConnections {
  readonly #random: Random;
  /** When each was used last, in whole seconds since the epoch. */
  readonly #usedAt = new Map<string, number>();

  /** @param random decides which one goes when there are too many. */
  constructor(random: Random) {
    this.#random = random;
  }

  /** The connection to that server was needed, and is kept. */
  used(host: Bytes, port: Bytes, nowMs: number): void {
    this.#dropOld(nowMs);
    const name = nameOf(host, port);
    if (!this.#usedAt.has(name) && this.#usedAt.size === connectionsMax)
      this.#usedAt.delete(this.#random.pick([...this.#usedAt.keys()]));
    this.#usedAt.set(name, secondsOf(nowMs));
  }

  /** It broke, or none was made. */
  closed(host: Bytes, port: Bytes): void {
    this.#usedAt.delete(nameOf(host, port));
  }

  /** How many are kept. */
  count(nowMs: number): number {
    if (this.#usedAt.size > 0) this.#dropOld(nowMs);
    return this.#usedAt.size;
  }

  #dropOld(nowMs: number): void {
    for (const [name, atSeconds] of this.#usedAt)
      if (secondsOf(nowMs) - atSeconds > keptSeconds) this.#usedAt.delete(name);
  }
}

const nameOf = (host: Bytes, port: Bytes): string => `${host}:${port}`;

const secondsOf = (ms: number): number => Math.floor(ms / 1000);
