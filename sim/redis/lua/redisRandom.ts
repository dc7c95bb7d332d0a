/**
 * Redis' own generator behind `math.random` (rand.c: drand48's 48 bits), so that the numbers are the server's.
 *
 * Redis up to 6 seeded it anew for every script. Redis 7 does not: a server starts with the constants below and all its
 * scripts draw from one stream. So it belongs to a node and lives as long as the node's process.
 */
export class RedisRandom {
  /** The 48 bits in two halves of 24: their products stay below 2^53, where a double is exact. */
  #high = 0x1234ab;
  #low = 0xcd330e;

  /** 31 random bits. */
  next(): number {
    const low = this.#low * 0xece66d + 0xb;
    this.#high = (this.#high * 0xece66d + this.#low * 0x5de + Math.floor(low / half)) % half;
    this.#low = low % half;
    return this.#high * 128 + (this.#low >> 17);
  }

  /** @param seed of which the lower 32 bits count. */
  seed(seed: number): void {
    this.#high = (seed >>> 8) & 0xffffff;
    this.#low = ((seed & 0xff) << 16) | 0x330e;
  }
}

const half = 0x1000000;
