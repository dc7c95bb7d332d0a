import { addInt64 } from "../numbers/addInt64.ts";
import { SortedMembers } from "./sortedMembers.ts";
import type { StreamId } from "./streamId.ts";

/** An entry that was delivered and not acknowledged. A group and its consumer share it. */
export type Pending = {
  consumer: Consumer;
  deliveredMs: number;
  /** A bigint where a number would be rounded. */
  deliveries: number | bigint;
};

/** A member of a consumer group. */
export type Consumer = {
  readonly name: string;
  /** When it last asked for something. */
  seenMs: number;
  /** When it last was given something to acknowledge; null for never. */
  activeMs: number | null;
  readonly pending: PendingEntries;
};

/** The count of deliveries has 64 bits and goes round. */
export function oneMore(deliveries: number | bigint): number | bigint {
  return addInt64(deliveries, 1) ?? -(2n ** 63n);
}

const pageSizeMax = 64;

/** What is pending, in the order of the ids. */
export class PendingEntries {
  /** Whoever watches a group puts a map here, and finds in it the ids whose delivery is another one now. */
  touched: Map<StreamId, unknown> | null = null;
  readonly #entries = new Map<StreamId, Pending>();
  readonly #order = new SortedMembers();

  get size(): number {
    return this.#entries.size;
  }

  get(id: StreamId): Pending | undefined {
    return this.#entries.get(id);
  }

  set(id: StreamId, pending: Pending): void {
    if (!this.#entries.has(id)) this.#order.insert(0, id);
    this.#entries.set(id, pending);
    this.touch(id);
  }

  delete(id: StreamId): void {
    if (!this.#entries.delete(id)) return;
    this.#order.delete(0, id);
    this.touch(id);
  }

  /** Something is different about the delivery of this entry. */
  touch(id: StreamId): void {
    if (this.touched !== null && !this.touched.has(id)) this.touched.set(id, null);
  }

  /** The smallest id and the largest; undefined when nothing is pending. */
  bounds(): readonly [StreamId, StreamId] | undefined {
    const bounds: StreamId[] = [];
    const keep = (id: StreamId) => void bounds.push(id);
    this.#order.visit(0, 1, keep);
    this.#order.visit(this.size - 1, this.size, keep);
    return bounds[0] === undefined ? undefined : [bounds[0], bounds[1]!];
  }

  /**
   * From an id on. What was yielded may be deleted meanwhile.
   *
   * @param expected how many will probably be asked for: they are looked up in pages.
   */
  *from(start: StreamId, expected = pageSizeMax): Generator<readonly [StreamId, Pending]> {
    const pageSize = Math.max(1, Math.min(expected, pageSizeMax));
    let isBefore = (id: StreamId) => id < start;
    for (;;) {
      const rank = this.#order.countWhile((_, id) => isBefore(id));
      const page: StreamId[] = [];
      this.#order.visit(rank, rank + pageSize, (id) => void page.push(id));
      for (const id of page) yield [id, this.#entries.get(id)!];
      if (page.length < pageSize) return;
      const last = page[pageSize - 1]!;
      isBefore = (id) => id <= last;
    }
  }
}
