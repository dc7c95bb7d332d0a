import type { Pointer } from "./luaApi.ts";

/** Everything Lua has allocated, frozen. Restoring it costs one copy of a few ten kilobytes. */
export type Snapshot = {
  readonly bytes: Uint8Array;
  /** The freed blocks in it, for memory that lives on; without it they are never used again. */
  readonly free?: Int32Array;
};

/**
 * The memory that Lua allocates from, and the reason why scripts cannot see each other.
 *
 * We bring our own allocator because then the whole Lua heap is one stretch of memory that starts at a known place and
 * ends at a known place, so it can be copied out and back in. A run is thereby a function of its snapshot: globals,
 * metatables, garbage, even the addresses that `tostring({})` shows are the same whatever ran before.
 *
 * Blocks are cut off the end and, once freed, kept by size. Lua tells the size of what it gives back, so blocks carry
 * no headers.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  readonly #start: Pointer;
  readonly #end: Pointer;
  /** By size class: the first free block, whose first word is the address of the next. 0 ends the list. */
  readonly #free = new Int32Array(classes);
  #top: Pointer;
  #words: Int32Array;
  #bytes: Uint8Array;

  /** @param bytesMax beyond which Lua is told that there is no more ("not enough memory"). */
  constructor(memory: WebAssembly.Memory, start: Pointer, bytesMax: number) {
    this.#memory = memory;
    this.#start = start;
    this.#top = start;
    this.#end = start + bytesMax;
    this.#words = new Int32Array(memory.buffer);
    this.#bytes = new Uint8Array(memory.buffer);
  }

  /** Behind the last block. */
  get top(): Pointer {
    return this.#top;
  }

  /** Lua's lua_Alloc: a new size of 0 frees, an old address of 0 allocates, anything else moves. */
  reallocate(block: Pointer, oldSize: number, newSize: number): Pointer {
    if (newSize === 0) {
      if (block !== 0) this.#release(block, oldSize);
      return 0;
    }
    if (newSize < 0 || newSize > sizeMax) return 0;
    if (block === 0) return this.#take(newSize);

    const oldRoom = roomFor(oldSize);
    const newRoom = roomFor(newSize);
    if (oldRoom === newRoom) return block;
    const moved = this.#take(newSize);
    // Lua takes it for granted that a block can always shrink.
    if (moved === 0) return newSize < oldSize ? block : 0;
    this.#bytes.copyWithin(moved, block, block + Math.min(oldSize, newSize));
    this.#release(block, oldSize);
    return moved;
  }

  /** Freed blocks are forgotten: what lies below the snapshot's end and is not in use will never be used. */
  snapshot(): Snapshot {
    this.#free.fill(0);
    return { bytes: this.#bytes.slice(this.#start, this.#top) };
  }

  /** As `snapshot`, to be taken again and again of what was restored from the last one: freed blocks are used again. */
  snapshotInUse(): Snapshot {
    return { bytes: this.#bytes.slice(this.#start, this.#top), free: this.#free.slice() };
  }

  restore({ bytes, free }: Snapshot): void {
    this.#bytes.set(bytes, this.#start);
    this.#top = this.#start + bytes.length;
    if (free === undefined) this.#free.fill(0);
    else this.#free.set(free);
  }

  #take(size: number): Pointer {
    const sizeClass = classOf(size);
    const block = this.#free[sizeClass] as number;
    if (block !== 0) {
      this.#free[sizeClass] = this.#words[block >> 2] as number;
      return block;
    }
    const top = this.#top;
    const next = top + roomFor(size);
    if (next > this.#bytes.length && !this.#grow(next)) return 0;
    this.#top = next;
    return top;
  }

  #release(block: Pointer, size: number): void {
    const sizeClass = classOf(size);
    this.#words[block >> 2] = this.#free[sizeClass] as number;
    this.#free[sizeClass] = block;
  }

  #grow(needed: Pointer): boolean {
    if (needed > this.#end) return false;
    const wanted = Math.min(Math.max(needed, 2 * this.#bytes.length), this.#end);
    this.#memory.grow(Math.ceil((wanted - this.#bytes.length) / pageBytes));
    this.#words = new Int32Array(this.#memory.buffer);
    this.#bytes = new Uint8Array(this.#memory.buffer);
    return true;
  }
}

const pageBytes = 65_536;
/** C's sizes are unsigned and arrive signed; a negative one is larger still. */
const sizeMax = 1 << 30;
/** Up to here one class for every multiple of 8; beyond, four classes between two powers of two. */
const smallMax = 1024;
const classes = smallMax / 8 + 1 + 4 * 22;

/** How many bytes a block of that size really takes. */
function roomFor(size: number): number {
  if (size <= smallMax) return (size + 7) & ~7;
  const step = 1 << (29 - Math.clz32(size - 1));
  return Math.ceil(size / step) * step;
}

function classOf(size: number): number {
  if (size <= smallMax) return (size + 7) >> 3;
  const power = 31 - Math.clz32(size - 1);
  const quarter = (size - 1) >> (power - 2);
  return smallMax / 8 + 1 + (power - 10) * 4 + (quarter - 4);
}
