import type { StreamName } from "../../../spec/streamBalancer/contract.ts";
import type { HeldEntry } from "./operations.ts";

/** What a consumer owns, and until when by its own clock. */
export type Lease = {
  readonly held: HeldEntry;
  /** By `performance.now()`: the wall clock of a machine may jump. */
  deadline: number;
  /** A call is under way that ends it; that call will tell how it ended. */
  isEnding: boolean;
};

/**
 * The data streams that a consumer owns. A lease that was not renewed in time is over at its deadline, whatever the
 * server knows: an owner that is cut off cannot ask, and must stop nevertheless.
 */
export class Leases {
  readonly #leases = new Map<StreamName, Lease>();
  readonly #onOver: (lease: Lease, reason: string) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param onOver told of each lease that has ended without a call for it; it is not among the leases any more */
  constructor(onOver: (lease: Lease, reason: string) => void) {
    this.#onOver = onOver;
  }

  get size(): number {
    return this.#leases.size;
  }

  all(): readonly Lease[] {
    return [...this.#leases.values()];
  }

  /** The lease, unless its time is over. */
  of(name: StreamName): Lease | undefined {
    const lease = this.#leases.get(name);
    return lease === undefined || performance.now() >= lease.deadline ? undefined : lease;
  }

  /** Whether this entry is owned. */
  holds({ id, item }: Pick<HeldEntry, "id" | "item">): boolean {
    return this.#leases.get(item.name)?.held.id === id;
  }

  /** False when the time that it was for is over already. */
  begin(held: HeldEntry, deadline: number): boolean {
    if (performance.now() >= deadline) return false;
    this.#leases.set(held.item.name, { held, deadline, isEnding: false });
    this.#watch();
    return true;
  }

  /** Takes the lease out, if it is still this one. */
  end(lease: Lease): boolean {
    const { name } = lease.held.item;
    return this.#leases.get(name) === lease && this.#leases.delete(name);
  }

  /** Ends the lease, and tells so. */
  lose(lease: Lease, reason: string): void {
    if (this.end(lease)) this.#onOver(lease, reason);
  }

  /** Ends all of them and tells nobody. */
  clear(): void {
    this.#leases.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** One timer for all: renewals only ever move the earliest deadline away. */
  #watch(): void {
    if (this.#timer !== undefined || this.#leases.size === 0) return;
    let earliest = Infinity;
    for (const { deadline } of this.#leases.values()) earliest = Math.min(earliest, deadline);
    if (earliest === Infinity) return;
    // Timers are late rather than early, and count whole milliseconds.
    const waitMs = Math.max(Math.floor(earliest - performance.now()), 0);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      const now = performance.now();
      for (const lease of this.all())
        if (lease.deadline - now < 1) this.lose(lease, "its lease was not renewed in time");
      this.#watch();
    }, waitMs);
  }
}
