import type { Bytes } from "../bytes.ts";
import type { Settings } from "../config/settings.ts";
import { Dict } from "./dict.ts";
import { SortedMembers } from "./sortedMembers.ts";
import type { SortedSetValue } from "./value.ts";

/** How large a sorted set may be, in members and in bytes of each, to be kept as a listpack. */
export type SortedSetLimits = Pick<Settings, "zsetMaxListpackEntries" | "zsetMaxListpackValue">;

/** A sorted set without members, which no key may keep. */
export function emptySortedSet(compact = true): SortedSetValue {
  return { kind: "zset", scores: new Dict(), order: new SortedMembers(), compact, used: 0 };
}

/** A sorted set made at once of what was computed: a listpack if all of it fits (`zsetConvertToListpackIfNeeded`). */
export function sortedSetOf(
  { zsetMaxListpackEntries, zsetMaxListpackValue }: SortedSetLimits,
  elements: readonly Scored[],
): SortedSetValue {
  const zset = emptySortedSet(
    elements.length <= zsetMaxListpackEntries &&
      elements.every(([member]) => member.length <= zsetMaxListpackValue),
  );
  for (const [member, score] of elements) setScore(zset, member, score);
  return zset;
}

/** As `setScore`, and the set is no listpack any more when it grows too large for one. */
export function addScore(
  { zsetMaxListpackEntries, zsetMaxListpackValue }: SortedSetLimits,
  zset: SortedSetValue,
  member: Bytes,
  score: number,
): void {
  const { scores } = zset;
  if (
    zset.compact &&
    (scores.size >= zsetMaxListpackEntries || member.length > zsetMaxListpackValue) &&
    !scores.has(member)
  )
    zset.compact = false;
  setScore(zset, member, score);
}

/** Adds the member or moves it to the score. */
export function setScore(zset: SortedSetValue, member: Bytes, given: number): void {
  const old = zset.scores.get(member);
  // A listpack stores whole scores as integers, and integers know no negative zero.
  const score = zset.compact && given === 0 ? 0 : given;
  if (old === score) return;
  if (old === undefined) zset.order.insert(score, member);
  else zset.order.move(old, score, member);
  zset.scores.set(member, score);
}

/** False when it was not there. */
export function removeMember(zset: SortedSetValue, member: Bytes): boolean {
  const score = zset.scores.get(member);
  if (score === undefined) return false;
  zset.order.delete(score, member);
  zset.scores.delete(member);
  return true;
}

/** A member with its score. */
export type Scored = readonly [member: Bytes, score: number];

/** The elements with ranks in [from, to), lowest first. */
export function slice(zset: SortedSetValue, from: number, to: number): Scored[] {
  const elements: Scored[] = [];
  zset.order.visit(from, to, (member, score) => elements.push([member, score]));
  return elements;
}
