import type { Behaviour } from "../versions/behaviour.ts";
import type { ConsumerGroup } from "./consumerGroup.ts";
import type { Stream } from "./stream.ts";
import { zeroId } from "./streamId.ts";
import type { StreamId } from "./streamId.ts";

/**
 * How many entries up to an id the stream ever had, as Redis 7.0 guesses it without counting; null when it gives up,
 * because the id is somewhere in the middle, in the future, or before an entry that XDEL has deleted.
 */
export function entriesUpTo(stream: Stream, id: StreamId): bigint | null {
  if (stream.entriesAdded === 0n) return 0n;
  if (stream.length === 0 && id <= stream.lastId) return stream.entriesAdded;
  if (id === stream.lastId) return stream.entriesAdded;
  if (id > stream.lastId) return null;
  if (stream.maxDeletedId !== zeroId && stream.maxDeletedId >= stream.firstId) return null;
  if (id > stream.firstId) return null;
  const beforeFirst = stream.entriesAdded - BigInt(stream.length);
  return id === stream.firstId ? beforeFirst + 1n : beforeFirst;
}

/** Whether XDEL has deleted an entry from the id on, for all that Redis remembers: the largest such id. */
function hasGapFrom(stream: Stream, id: StreamId): boolean {
  if (stream.length === 0 || stream.maxDeletedId === zeroId) return false;
  return stream.firstId <= stream.maxDeletedId && id <= stream.maxDeletedId;
}

/**
 * Entries that the group is yet to read; null when Redis does not know.
 *
 * @param countsWhatIsLeft as in `Behaviour`: for a group that is behind all entries, none of which is missing.
 */
export function lagOf(
  stream: Stream,
  group: ConsumerGroup,
  countsWhatIsLeft: Behaviour["lagCountsWhatIsLeft"],
): bigint | null {
  if (stream.entriesAdded === 0n) return 0n;
  if (countsWhatIsLeft === "always" && stream.length === 0) return 0n;
  const isBehindAll =
    stream.length > 0 && group.lastId < stream.firstId && stream.maxDeletedId < stream.firstId;
  const believesCount = countsWhatIsLeft === "afterDeletions" && stream.maxDeletedId === zeroId;
  if (countsWhatIsLeft !== null && isBehindAll && !believesCount) return BigInt(stream.length);
  const isCounted = group.entriesRead !== null && !hasGapFrom(stream, group.lastId);
  const read = isCounted ? group.entriesRead : entriesUpTo(stream, group.lastId);
  return read === null ? null : BigInt.asIntN(64, stream.entriesAdded - read);
}

/**
 * The group was given the entry of this id.
 *
 * @param countsFromWithin as in `Behaviour`: its count goes on only from where all entries that follow are there.
 */
export function advance(
  stream: Stream,
  group: ConsumerGroup,
  id: StreamId,
  countsFromWithin: boolean,
): void {
  if (id <= group.lastId) return;
  const goesOn = countsFromWithin
    ? group.lastId >= stream.firstId && !hasGapFrom(stream, group.lastId)
    : !hasGapFrom(stream, id);
  if (group.entriesRead !== null && goesOn)
    group.entriesRead = BigInt.asIntN(64, group.entriesRead + 1n);
  else if (stream.entriesAdded !== 0n) group.entriesRead = entriesUpTo(stream, id);
  // What Redis keeps for "unknown" is the number -1.
  if (group.entriesRead === -1n) group.entriesRead = null;
  group.lastId = id;
}
