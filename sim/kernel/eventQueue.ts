/** Something that will happen at an instant of virtual time. */
export type SimEvent = {
  readonly dueUs: number;
  /** Order among different lanes at the same instant; drawn by the tie strategy. */
  readonly tie: number;
  /** Order within a lane at the same instant. */
  readonly seq: number;
  readonly run: () => void;
  /** Set when the event was called off; it is skipped when its turn comes. */
  cancelled: boolean;
};

/**
 * A binary heap of events: earliest first, then by tie, then by age.
 *
 * Time and order are one queue because they are one decision. Cancelled events stay until their turn comes, which
 * keeps clearing a timer O(1).
 */
export class EventQueue {
  readonly #heap: SimEvent[] = [];

  get size(): number {
    return this.#heap.length;
  }

  peek(): SimEvent | undefined {
    return this.#heap[0];
  }

  push(event: SimEvent): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as SimEvent;
      if (!isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  pop(): SimEvent | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;

    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      const right = child + 1;
      if (right < heap.length && isBefore(heap[right] as SimEvent, heap[child] as SimEvent)) {
        child = right;
      }
      const below = heap[child] as SimEvent;
      if (!isBefore(below, last)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: SimEvent, b: SimEvent): boolean {
  if (a.dueUs !== b.dueUs) return a.dueUs < b.dueUs;
  if (a.tie !== b.tie) return a.tie < b.tie;
  return a.seq < b.seq;
}
