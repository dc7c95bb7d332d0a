import type { Bytes } from "../bytes.ts";

/** A key that may be evicted. */
type Candidate = { readonly db: number; readonly key: Bytes; readonly score: number };

const candidatesMax = 16;

/**
 * The best candidates of all that were sampled lately, which makes up for looking at a few keys at a time, as in evict.c
 * of Redis. It remembers keys, not values: whoever takes one looks whether it is still there.
 */
export class EvictionPool {
  /** The worst candidate first. */
  readonly #candidates: Candidate[] = [];

  /** @param score the higher, the sooner it goes. */
  offer(db: number, key: Bytes, score: number): void {
    const candidates = this.#candidates;
    let at = 0;
    while (at < candidates.length && candidates[at]!.score < score) at++;
    if (candidates.length === candidatesMax) {
      if (at === 0) return;
      candidates.shift();
      at--;
    }
    candidates.splice(at, 0, { db, key, score });
  }

  /** Removes the best candidate. */
  take(): Candidate | undefined {
    return this.#candidates.pop();
  }
}
