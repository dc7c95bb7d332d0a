import type { Bytes } from "../bytes.ts";
import { Dict } from "./dict.ts";
import { SortedMembers } from "./sortedMembers.ts";
import type { SortedSetValue } from "./value.ts";

/** As long as Redis keeps a sorted set as a listpack. */
const compactMembersMax = 128;
const compactBytesMax = 64;

/** A sorted set without members, which no key may keep. */
export function emptySortedSet(): SortedSetValue {
  return { kind: "zset", scores: new Dict(), order: new SortedMembers(), compact: true, used: 0 };
}

/** Adds the member or moves it to the score. */
export function setScore(zset: SortedSetValue, member: Bytes, given: number): void {
  const old = zset.scores.get(member);
  if (
    zset.compact &&
    old === undefined &&
    (member.length > compactBytesMax || zset.scores.size >= compactMembersMax)
  )
    zset.compact = false;
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
