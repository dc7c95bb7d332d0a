import type { Bytes } from "../bytes.ts";
import { emptyListpackSize, listpackIntegerSize, listpackTextSize } from "./listpackSize.ts";
import type { Fields, StreamEntry } from "./stream.ts";
import { distances } from "./streamId.ts";
import type { StreamId } from "./streamId.ts";

/** When a block is full: stream-node-max-entries and stream-node-max-bytes; 0 for no limit. */
export type BlockLimits = { readonly entries: number; readonly bytes: number };

/** An entry as its block keeps it. */
export type StreamRecord = {
  readonly id: StreamId;
  readonly fields: Fields;
  readonly deleted: boolean;
};

/** As large as Redis lets a listpack become. */
const blockBytesMax = 1 << 30;

/**
 * Some consecutive entries: what Redis keeps in one listpack. How many there are in it decides what approximate trimming
 * removes, so the bytes are counted as there. Entries that are deleted stay as gaps, and go on counting.
 */
export class StreamBlock {
  /** The id of the first entry, even when that is deleted. */
  readonly baseId: StreamId;
  /** The fields of the first entry, which later ones with the same need not repeat. */
  readonly baseFields: readonly Bytes[];
  #ids: StreamId[] = [];
  #entries: (Fields | null)[] = [];
  /** What deleted entries held, by position: their bytes stay in the listpack, and DUMP shows them. */
  #remains: Map<number, Fields> | null = null;
  #size = 0;
  #bytes: number;

  constructor(id: StreamId, fields: Fields) {
    this.baseId = id;
    this.baseFields = fields.filter((_, index) => index % 2 === 0);
    this.#bytes = emptyListpackSize + listpackIntegerSize(this.baseFields.length) + zeroSize;
    for (const field of this.baseFields) this.#bytes += listpackTextSize(field);
  }

  /** Entries that are not deleted. */
  get size(): number {
    return this.#size;
  }

  /** Entries that are deleted. */
  get gaps(): number {
    return this.#ids.length - this.#size;
  }

  /** Of the listpack. */
  get bytes(): number {
    return this.#bytes + listpackIntegerSize(this.#size) + listpackIntegerSize(this.gaps);
  }

  get lastId(): StreamId {
    return this.#ids.at(-1)!;
  }

  hasRoomFor(fields: Fields, limits: BlockLimits): boolean {
    let added = 0;
    for (const text of fields) added += text.length;
    const bytesMax =
      limits.bytes === 0 || limits.bytes > blockBytesMax ? blockBytesMax : limits.bytes;
    const bytes = this.#bytes + listpackIntegerSize(this.#size) + listpackIntegerSize(this.gaps);
    if (bytes + added >= bytesMax) return false;
    return limits.entries === 0 || this.#ids.length < limits.entries;
  }

  append(id: StreamId, fields: Fields): void {
    this.#ids.push(id);
    this.#entries.push(fields);
    this.#size++;
    this.#bytes += this.#sizeOf(id, fields);
  }

  get(id: StreamId): Fields | undefined {
    const at = this.#position(id);
    return this.#ids[at] === id ? (this.#entries[at] ?? undefined) : undefined;
  }

  delete(id: StreamId): boolean {
    const at = this.#position(id);
    const fields = this.#ids[at] === id ? this.#entries[at] : undefined;
    if (fields === undefined || fields === null) return false;
    (this.#remains ??= new Map()).set(at, fields);
    this.#entries[at] = null;
    this.#size--;
    return true;
  }

  /** All that was ever appended, what is deleted included. */
  records(): StreamRecord[] {
    return this.#ids.map((id, at) => {
      const fields = this.#entries[at] ?? null;
      return {
        id,
        fields: fields ?? this.#remains?.get(at) ?? [],
        deleted: fields === null,
      };
    });
  }

  deleteFirst(count: number): number {
    let deleted = 0;
    for (let at = 0; deleted < count && at < this.#ids.length; at++)
      if (this.delete(this.#ids[at]!)) deleted++;
    return deleted;
  }

  deleteBefore(id: StreamId): number {
    return this.deleteFirst(
      this.#entries.slice(0, this.#position(id)).filter((fields) => fields !== null).length,
    );
  }

  /** Adds the entries in a range to those collected; false when the range ends in this block. */
  collect(
    start: StreamId,
    end: StreamId,
    count: number,
    reversed: boolean,
    collected: StreamEntry[],
  ): boolean {
    const from = start <= this.baseId ? 0 : this.#position(start);
    const after = end >= this.lastId ? this.#ids.length : this.#position(end);
    const to = this.#ids[after] === end ? after + 1 : after;
    for (let i = 0; i < to - from && collected.length < count; i++) {
      const at = reversed ? to - 1 - i : from + i;
      const fields = this.#entries[at]!;
      if (fields !== null) collected.push([this.#ids[at]!, fields]);
    }
    return reversed ? from === 0 : to === this.#ids.length;
  }

  copy(): StreamBlock {
    const fields = this.baseFields.flatMap((field) => [field, ""]);
    const copy = new StreamBlock(this.baseId, fields);
    copy.#ids = [...this.#ids];
    copy.#entries = [...this.#entries];
    copy.#size = this.#size;
    copy.#bytes = this.#bytes;
    if (this.#remains !== null) copy.#remains = new Map(this.#remains);
    return copy;
  }

  /** The first position whose id is not before. */
  #position(id: StreamId): number {
    let low = 0;
    let high = this.#ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ids[middle]! < id) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Flags, the distances from the base id, the fields unless they are those of the base, the values, and a count. */
  #sizeOf(id: StreamId, fields: Fields): number {
    const [ms, sequence] = distances(id, this.baseId);
    const pairs = fields.length / 2;
    const repeats =
      pairs !== this.baseFields.length ||
      this.baseFields.some((field, index) => field !== fields[2 * index]);
    let size = zeroSize + listpackIntegerSize(ms) + listpackIntegerSize(sequence);
    if (repeats) size += listpackIntegerSize(pairs);
    for (const [index, text] of fields.entries())
      if (repeats || index % 2 === 1) size += listpackTextSize(text);
    return size + listpackIntegerSize(repeats ? 2 * pairs + 4 : pairs + 3);
  }
}

const zeroSize = listpackIntegerSize(0);
