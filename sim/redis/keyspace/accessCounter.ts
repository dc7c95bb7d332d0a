import type { Random } from "../../random.ts";

/** How often a key was used lately, as Redis keeps it beside the minute of the last decrement: 16 bits and 8. */
export type AccessRules = {
  readonly nowMs: number;
  readonly random: Random;
  readonly lfuLogFactor: number;
  /** Minutes. */
  readonly lfuDecayTime: number;
};

/** What a new key begins with, lest it be evicted at once. */
const initialCount = 5;
const countMax = 255;

/** The counter of a new key. */
export function newCounter(rules: AccessRules): number {
  return counterOf(initialCount, rules);
}

/** The counter of a key that was used so often lately. */
export function counterOf(count: number, { nowMs }: AccessRules): number {
  return (minutes(nowMs) << 8) | count;
}

/** The counter after one more use: the higher it is, the rarer it grows. */
export function countAccess(counter: number, rules: AccessRules): number {
  const count = decayed(counter, rules);
  return (minutes(rules.nowMs) << 8) | (grows(count, rules) ? count + 1 : count);
}

/** The count by now: one less for each period without use. */
export function decayed(counter: number, { nowMs, lfuDecayTime }: AccessRules): number {
  const since = counter >>> 8;
  const now = minutes(nowMs);
  const elapsed = now >= since ? now - since : 65_535 - since + now;
  const periods = lfuDecayTime === 0 ? 0 : Math.floor(elapsed / lfuDecayTime);
  return Math.max(0, (counter & countMax) - periods);
}

function grows(count: number, { random, lfuLogFactor }: AccessRules): boolean {
  if (count === countMax) return false;
  const base = Math.max(0, count - initialCount);
  return random.chance(1 / (base * lfuLogFactor + 1));
}

function minutes(nowMs: number): number {
  return Math.floor(nowMs / 60_000) & 65_535;
}
