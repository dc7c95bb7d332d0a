import type { Bytes } from "../../sim/redis/bytes.ts";
import type { ConsumerGroup } from "../../sim/redis/keyspace/consumerGroup.ts";
import type { Fields, Stream } from "../../sim/redis/keyspace/stream.ts";
import { formatStreamId, maxId, zeroId } from "../../sim/redis/keyspace/streamId.ts";
import type { StreamId } from "../../sim/redis/keyspace/streamId.ts";
import type { EntryPlace } from "../../spec/streamBalancer/history.ts";

/** An entry is new, or somewhere else than before. `fields` is null when the watch has never seen what was in it. */
export type EntryMove = {
  readonly id: string;
  readonly fields: Fields | null;
  /** Where it was when this was told last; null when it is new. */
  readonly before: EntryPlace | null;
  readonly where: EntryPlace;
};

type Known = { readonly fields: Fields | null; where: EntryPlace };

const gone: EntryPlace = { place: "gone" };
const undelivered: EntryPlace = { place: "undelivered" };
const stranded: EntryPlace = { place: "stranded" };

/**
 * Watches one stream, and its group if it has one, in the model's own data. It looks at the entries that were touched since it
 * looked last, for a stream of thousands of entries changes with almost each command.
 */
export class EntryWatch {
  readonly #group: Bytes | null;
  /** What was written last of each entry that is not gone. */
  readonly #known = new Map<StreamId, Known>();
  /** What was in each entry that ever was: one that is gone may come back with a node that had missed it. */
  readonly #fields = new Map<StreamId, Fields>();
  #stream: Stream | null = null;
  #watched: ConsumerGroup | null = null;
  /** With what was in them when they were appended since it looked last. */
  readonly #touched = new Map<StreamId, Fields | null>();
  /** The undelivered ones in the order of their ids, from `#next` on. */
  #waiting: StreamId[] = [];
  #next = 0;
  #lastId: StreamId = zeroId;
  #firstId: StreamId = zeroId;

  /** @param group of which entries are told where they are; null for a stream that nobody reads as a group */
  constructor(group: Bytes | null) {
    this.#group = group;
  }

  /** The consumers that the group names; null when there is no group. */
  get consumers(): readonly Bytes[] | null {
    return this.#watched === null ? null : [...this.#watched.consumers.keys()];
  }

  /** What is different since this was asked last, in the order of the ids. */
  look(stream: Stream | null): readonly EntryMove[] {
    const group = this.#groupOf(stream);
    const lastId = group?.lastId ?? zeroId;
    const isSame = stream === this.#stream && group === this.#watched && lastId >= this.#lastId;
    if (!isSame) this.#watch(stream, group);
    else this.#findPassed(stream, lastId);
    const touched = [...this.#touched].sort(([a], [b]) => (a < b ? -1 : 1));
    this.#touched.clear();
    this.#lastId = lastId;
    return touched.flatMap(([id, fields]) => this.#movesOf(id, fields));
  }

  /** Whether anything is different from what was told last. Nothing is told. */
  isBehind(stream: Stream | null): boolean {
    const group = this.#groupOf(stream);
    if ((group === null) !== (this.#watched === null)) return true;
    return idsIn(stream, group, this.#known).some((id) => {
      const before = this.#known.get(id)?.where ?? gone;
      return !isSamePlace(before, placeOf(id, stream, group));
    });
  }

  #groupOf(stream: Stream | null): ConsumerGroup | null {
    return this.#group === null ? null : (stream?.groups.get(this.#group) ?? null);
  }

  /** From now on this is the stream; all that is in it, and all that was known, has to be looked at. */
  #watch(stream: Stream | null, group: ConsumerGroup | null): void {
    if (this.#stream !== null) this.#stream.touched = null;
    if (this.#watched !== null) this.#watched.pending.touched = null;
    this.#stream = stream;
    this.#watched = group;
    if (stream !== null) stream.touched = this.#touched;
    if (group !== null) group.pending.touched = this.#touched;
    for (const id of idsIn(stream, group, this.#known)) this.#touch(id);
    this.#waiting = [];
    this.#next = 0;
    this.#firstId = stream?.firstId ?? zeroId;
  }

  /** Finds what nobody touched and is somewhere else: what was trimmed, and what the group has passed. */
  #findPassed(stream: Stream | null, lastId: StreamId): void {
    const firstId = stream?.firstId ?? zeroId;
    if (firstId !== this.#firstId) {
      this.#firstId = firstId;
      for (const id of this.#known.keys()) {
        if (firstId !== zeroId && id >= firstId) break;
        this.#touch(id);
      }
    }
    for (; this.#next < this.#waiting.length; this.#next++) {
      const id = this.#waiting[this.#next]!;
      if (id > lastId) break;
      this.#touch(id);
    }
    if (this.#next > 1_000) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
  }

  #touch(id: StreamId): void {
    if (!this.#touched.has(id)) this.#touched.set(id, null);
  }

  /** @param appended what was in it, when it was appended since it was looked last */
  #movesOf(id: StreamId, appended: Fields | null): readonly EntryMove[] {
    const where = placeOf(id, this.#stream, this.#watched);
    const known = this.#known.get(id);
    const fields =
      known?.fields ?? this.#stream?.get(id) ?? appended ?? this.#fields.get(id) ?? null;
    if (where.place === "undelivered") this.#waits(id);
    const before = known?.where ?? null;
    if (before === null && where === gone && appended !== null) {
      // It came and went in one turn.
      const text = formatStreamId(id);
      return [
        { id: text, fields, before, where: undelivered },
        { id: text, fields, before: undelivered, where },
      ];
    }
    if (isSamePlace(before ?? gone, where)) return [];
    if (where === gone) this.#known.delete(id);
    else if (known !== undefined) known.where = where;
    else this.#known.set(id, { fields, where });
    if (fields !== null && !this.#fields.has(id)) this.#fields.set(id, fields);
    return [{ id: formatStreamId(id), fields, before, where }];
  }

  /** Mostly it is the newest; an older one waits again when the group was set back. */
  #waits(id: StreamId): void {
    const last = this.#waiting.at(-1) ?? zeroId;
    this.#waiting.push(id);
    if (id >= last) return;
    this.#waiting = this.#waiting.slice(this.#next).sort();
    this.#next = 0;
  }
}

/** All ids that are in the stream, pending, or known, in their order. */
function idsIn(
  stream: Stream | null,
  group: ConsumerGroup | null,
  known: ReadonlyMap<StreamId, unknown>,
): readonly StreamId[] {
  const ids = new Set(known.keys());
  for (const [id] of stream?.range(zeroId, maxId, Infinity) ?? []) ids.add(id);
  for (const [id] of group?.pending.from("") ?? []) ids.add(id);
  return [...ids].sort();
}

function placeOf(id: StreamId, stream: Stream | null, group: ConsumerGroup | null): EntryPlace {
  const isThere = stream?.get(id) !== undefined;
  const pending = group?.pending.get(id);
  if (pending !== undefined) {
    const { consumer, deliveries } = pending;
    return {
      place: isThere ? "pending" : "trimmed",
      consumer: consumer.name,
      deliveries: Number(deliveries),
    };
  }
  if (!isThere) return gone;
  return group === null || id > group.lastId ? undelivered : stranded;
}

function isSamePlace(a: EntryPlace, b: EntryPlace): boolean {
  if (a.place !== b.place) return false;
  if (!("consumer" in a) || !("consumer" in b)) return true;
  return a.consumer === b.consumer && a.deliveries === b.deliveries;
}
