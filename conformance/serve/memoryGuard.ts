import { getHeapStatistics } from "node:v8";

/**
 * Whether the process is about to run out of memory, where V8 would end it with all its clients. Looks at the heap at
 * every second call, which is often enough: a command adds 512 MB at most, and as much again while it is answered.
 *
 * What is garbage counts, too, so "full" may come early; it never comes too late.
 */
export function memoryGuard(): () => boolean {
  let calls = 0;
  let isFull = false;
  return () => {
    if (calls++ % 2 !== 0) return isFull;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    isFull = used > limit * fullAt;
    return isFull;
  };
}

const fullAt = 0.5;

/** Unfinished requests of all clients together may take so many bytes. */
export const heldBytesMax = Math.floor(getHeapStatistics().heap_size_limit / 4);
