/** How many slots the keys of a cluster are divided into. */
export const slotCount = 16_384;

/**
 * A set of slots, one bit each, the lowest first, as the bus has it. One that was sent or shared is never changed again:
 * whoever changes his slots takes a copy, so that equal identity means equal content.
 */
export type SlotBits = Uint8Array;

export const noSlots: SlotBits = new Uint8Array(slotCount / 8);

export function hasSlot(bits: SlotBits, slot: number): boolean {
  return (bits[slot >> 3]! & (1 << (slot & 7))) !== 0;
}

export function equalSlots(a: SlotBits, b: SlotBits): boolean {
  if (a === b) return true;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Calls with each slot of the set, the lowest first, until it is told to stop by `false`. */
export function eachSlot(bits: SlotBits, visit: (slot: number) => boolean | void): void {
  for (let i = 0; i < bits.length; i++) {
    const byte = bits[i]!;
    if (byte === 0) continue;
    for (let bit = 0; bit < 8; bit++)
      if ((byte & (1 << bit)) !== 0 && visit(i * 8 + bit) === false) return;
  }
}

/** The slots from the first to the last of each run, both included, the lowest first. */
export type SlotRange = readonly [first: number, last: number];

const rangesOf = new WeakMap<SlotBits, readonly SlotRange[]>();

/** The runs of a set that is shared; asked for again they cost nothing. */
export function slotRanges(bits: SlotBits): readonly SlotRange[] {
  const known = rangesOf.get(bits);
  if (known !== undefined) return known;
  const ranges: [number, number][] = [];
  eachSlot(bits, (slot) => {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === slot - 1) last[1] = slot;
    else ranges.push([slot, slot]);
  });
  rangesOf.set(bits, ranges);
  return ranges;
}
