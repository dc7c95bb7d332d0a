import type { Bytes } from "../bytes.ts";
import { copyGroup } from "./consumerGroup.ts";
import type { ConsumerGroup } from "./consumerGroup.ts";
import { radixNodeCount } from "./radixNodeCount.ts";
import { maxId, zeroId } from "./streamId.ts";
import type { StreamId } from "./streamId.ts";
import { StreamBlock } from "./streamBlock.ts";
import type { BlockLimits } from "./streamBlock.ts";

/** The fields of an entry, each followed by its value. */
export type Fields = readonly Bytes[];
export type StreamEntry = readonly [id: StreamId, fields: Fields];

/** What XTRIM leaves: so many entries, or those from an id on. */
export type TrimTo =
  { readonly by: "length"; readonly length: number } | { readonly by: "id"; readonly id: StreamId };

/**
 * A stream: entries in the order of their ids, in blocks as Redis keeps them, since approximate trimming removes whole
 * blocks. Finding an entry is two binary searches.
 */
export class Stream {
  /** The largest id that was ever given, whether or not the entry is still there. */
  lastId: StreamId = zeroId;
  /** Of all entries that XDEL has deleted. */
  maxDeletedId: StreamId = zeroId;
  /** All that were ever added. */
  entriesAdded = 0n;
  readonly groups = new Map<Bytes, ConsumerGroup>();
  /**
   * Whoever watches the stream puts a map here, and finds in it the ids that were appended, with their fields, or deleted;
   * trimming is not told.
   */
  touched: Map<StreamId, Fields | null> | null = null;
  #length = 0;
  #firstId: StreamId = zeroId;
  #blocks: StreamBlock[] = [];

  /** A stream of blocks in their order; what it remembers besides is for whoever loads it to say. */
  static ofBlocks(blocks: readonly StreamBlock[]): Stream {
    const stream = new Stream();
    stream.#blocks = [...blocks];
    for (const block of blocks) stream.#length += block.size;
    stream.#findFirst();
    return stream;
  }

  get length(): number {
    return this.#length;
  }

  /** The id of the first entry; zero when there is none. */
  get firstId(): StreamId {
    return this.#firstId;
  }

  set firstId(id: StreamId) {
    this.#firstId = id;
  }

  /** The id of the last entry that is still there; zero when there is none. */
  get lastEntryId(): StreamId {
    return this.range(zeroId, maxId, 1, true)[0]?.[0] ?? zeroId;
  }

  get blockCount(): number {
    return this.#blocks.length;
  }

  get blocks(): readonly StreamBlock[] {
    return this.#blocks;
  }

  /** The nodes of the radix tree in which Redis finds the blocks. */
  get radixNodes(): number {
    return radixNodeCount(this.#blocks.map((block) => block.baseId));
  }

  /** @param id larger than `lastId`. */
  append(id: StreamId, fields: Fields, limits: BlockLimits): void {
    let block = this.#blocks.at(-1);
    if (block === undefined || !block.hasRoomFor(fields, limits)) {
      block = new StreamBlock(id, fields);
      this.#blocks.push(block);
    }
    block.append(id, fields);
    if (++this.#length === 1) this.#firstId = id;
    this.entriesAdded = BigInt.asIntN(64, this.entriesAdded + 1n);
    this.lastId = id;
    if (this.touched !== null) this.touched.set(id, fields);
  }

  get(id: StreamId): Fields | undefined {
    return this.#blocks[this.#blockFor(id)]?.get(id);
  }

  delete(id: StreamId): boolean {
    const at = this.#blockFor(id);
    const block = this.#blocks[at];
    if (block === undefined || !block.delete(id)) return false;
    if (block.size === 0) this.#blocks.splice(at, 1);
    this.#length--;
    if (id === this.#firstId) this.#findFirst();
    if (id > this.maxDeletedId) this.maxDeletedId = id;
    if (this.touched !== null && !this.touched.has(id)) this.touched.set(id, null);
    return true;
  }

  /** The entries with ids from `start` to `end`, both included; from the end backwards when `reversed`. */
  range(start: StreamId, end: StreamId, count: number, reversed = false): StreamEntry[] {
    const entries: StreamEntry[] = [];
    const step = reversed ? -1 : 1;
    const first = Math.max(0, this.#blockFor(reversed ? end : start));
    for (let at = first; entries.length < count; at += step) {
      const block = this.#blocks[at];
      if (block === undefined || !block.collect(start, end, count, reversed, entries)) break;
    }
    return entries;
  }

  /**
   * Removes the oldest entries and returns how many.
   *
   * @param approximately removes whole blocks only, which may leave more than was asked for.
   * @param limit never more than this many; 0 for no limit.
   */
  trim(to: TrimTo, approximately: boolean, limit: number): number {
    const before = this.#length;
    let gone = 0;
    for (const block of this.#blocks) {
      if (to.by === "length" && this.#length <= to.length) break;
      if (limit > 0 && before - this.#length + block.size > limit) break;
      const isWholly =
        to.by === "length" ? this.#length - block.size >= to.length : block.lastId < to.id;
      if (isWholly) {
        this.#length -= block.size;
        gone++;
        continue;
      }
      if (!approximately)
        this.#length -=
          to.by === "length"
            ? block.deleteFirst(this.#length - to.length)
            : block.deleteBefore(to.id);
      break;
    }
    if (gone > 0) this.#blocks.splice(0, gone);
    if (this.#length < before) this.#findFirst();
    return before - this.#length;
  }

  copy(): Stream {
    const copy = new Stream();
    copy.lastId = this.lastId;
    copy.maxDeletedId = this.maxDeletedId;
    copy.entriesAdded = this.entriesAdded;
    copy.#length = this.#length;
    copy.#firstId = this.#firstId;
    copy.#blocks = this.#blocks.map((block) => block.copy());
    for (const [name, group] of this.groups) copy.groups.set(name, copyGroup(group));
    return copy;
  }

  #findFirst(): void {
    this.#firstId = this.range(zeroId, maxId, 1)[0]?.[0] ?? zeroId;
  }

  /** The last block that begins at the id or before; -1 when there is none. */
  #blockFor(id: StreamId): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#blocks[middle]!.baseId <= id) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
