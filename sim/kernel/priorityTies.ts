import type { TieStrategy } from "./ties.ts";

/**
 * Ties fall by priorities: whoever is behind stays behind until the priorities are drawn anew. A random draw for each
 * tie hardly ever lets the same one lose several times in a row, which is what many races need (probabilistic
 * concurrency testing, Burckhardt et al. 2010).
 *
 * @param changesUs when priorities are drawn anew, ascending; microseconds since the epoch
 */
export function priorityTies(seed: number, changesUs: readonly number[]): TieStrategy {
  return (dueUs, lane) => {
    let epoch = 0;
    while (epoch < changesUs.length && (changesUs[epoch] ?? Infinity) <= dueUs) epoch++;
    let h = Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x7feb352d);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) ^ Math.imul(lane + 1, 0xc2b2ae35);
    h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
    return (h ^ (h >>> 15)) >>> 0;
  };
}
