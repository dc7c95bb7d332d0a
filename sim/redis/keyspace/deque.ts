import type { Bytes } from "../bytes.ts";

/** A list that grows and shrinks at both ends in O(1) and is read by position in O(1): a ring in an array. */
export class Deque {
  #ring: (Bytes | undefined)[] = [undefined, undefined, undefined, undefined];
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param index in [0, length). */
  at(index: number): Bytes {
    return this.#ring[(this.#head + index) & (this.#ring.length - 1)]!;
  }

  set(index: number, item: Bytes): void {
    this.#ring[(this.#head + index) & (this.#ring.length - 1)] = item;
  }

  pushBack(item: Bytes): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#length) & (this.#ring.length - 1)] = item;
    this.#length++;
  }

  pushFront(item: Bytes): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#head = (this.#head - 1) & (this.#ring.length - 1);
    this.#ring[this.#head] = item;
    this.#length++;
  }

  popFront(): Bytes | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#ring[this.#head];
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#length--;
    return item;
  }

  popBack(): Bytes | undefined {
    if (this.#length === 0) return undefined;
    this.#length--;
    const slot = (this.#head + this.#length) & (this.#ring.length - 1);
    const item = this.#ring[slot];
    this.#ring[slot] = undefined;
    return item;
  }

  /** Puts the item before the one at `index`; at `length` it goes to the end. O(length). */
  insert(index: number, item: Bytes): void {
    this.pushBack(item);
    for (let i = this.#length - 1; i > index; i--) this.set(i, this.at(i - 1));
    this.set(index, item);
  }

  /** Keeps the items for which `keep` holds, in their order. O(length). */
  filter(keep: (item: Bytes, index: number) => boolean): void {
    let kept = 0;
    for (let i = 0; i < this.#length; i++) {
      const item = this.at(i);
      if (keep(item, i)) this.set(kept++, item);
    }
    while (this.#length > kept) this.popBack();
  }

  /** The items in [from, to). */
  slice(from: number, to: number): Bytes[] {
    const items: Bytes[] = [];
    for (let i = from; i < to; i++) items.push(this.at(i));
    return items;
  }

  #grow(): void {
    const items = this.slice(0, this.#length);
    this.#ring = items.concat(Array.from({ length: items.length }));
    this.#head = 0;
  }
}
