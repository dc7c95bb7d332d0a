import type { Bytes } from "../bytes.ts";
import { hashSlot } from "../hashSlot.ts";
import type { KeyIndex } from "../keyspace/keyIndex.ts";

/** Which keys are in which slot (Redis 7.0.15, `slots_to_keys`). Kept in a cluster only, for database 0 is the only one there. */
export class SlotKeys implements KeyIndex {
  readonly #bySlot = new Map<number, Set<Bytes>>();

  add(key: Bytes): void {
    const slot = hashSlot(key);
    const keys = this.#bySlot.get(slot);
    if (keys === undefined) this.#bySlot.set(slot, new Set([key]));
    else keys.add(key);
  }

  remove(key: Bytes): void {
    const slot = hashSlot(key);
    const keys = this.#bySlot.get(slot);
    if (keys?.delete(key) && keys.size === 0) this.#bySlot.delete(slot);
  }

  clear(): void {
    this.#bySlot.clear();
  }

  count(slot: number): number {
    return this.#bySlot.get(slot)?.size ?? 0;
  }

  /** The keys that came last, at most so many, the last one first. */
  keys(slot: number, countMax: number): Bytes[] {
    return [...(this.#bySlot.get(slot) ?? [])].toReversed().slice(0, countMax);
  }

  /** The slots that have keys, the lowest first. */
  slots(): number[] {
    return [...this.#bySlot.keys()].sort((a, b) => a - b);
  }
}
