import type { EntryId } from "../../../spec/streamBalancer/contract.ts";
import type { Counts } from "./counts.ts";
import type { InputEntry, WorkEntry } from "./entry.ts";
import type { BalancerOperations, HeldEntry } from "./operations.ts";
import type { BalancerPolicy } from "./policy.ts";

type InboxOptions = {
  readonly operations: BalancerOperations;
  readonly policy: BalancerPolicy;
  readonly counts: Counts;
  /** Whether an entry is owned already. */
  readonly holds: (entry: WorkEntry) => boolean;
  /** An entry was taken, which was asked for at that time (`performance.now()`). False when its lease is over already. */
  readonly own: (held: HeldEntry, askedAtMs: number) => boolean;
};

/**
 * What was delivered to this consumer and is not owned yet: its data stream has another owner, or the request that was to take it
 * failed. It is tried again with each beat, until it is owned or somebody else's.
 */
export class Inbox {
  readonly #options: InboxOptions;
  readonly #entries = new Map<EntryId, InputEntry>();
  #isTaking = false;
  #hasMore = false;

  constructor(options: InboxOptions) {
    this.#options = options;
  }

  add(entries: readonly InputEntry[]): void {
    for (const entry of entries)
      if (!isWork(entry) || !this.#options.holds(entry)) this.#entries.set(entry.id, entry);
    this.#hasMore = true;
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Takes what can be taken. What fails is left for the next time. @throws when something that cannot be read stops all */
  async takeAll(): Promise<void> {
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      do {
        this.#hasMore = false;
        const entries = [...this.#entries.values()];
        if (entries.length === 0) return;
        await this.#bury(entries.filter((entry) => !isWork(entry)));
        await this.#take(entries.filter(isWork));
      } while (this.#hasMore);
    } finally {
      this.#isTaking = false;
    }
  }

  async #take(entries: readonly WorkEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { operations, own } = this.#options;
    const askedAtMs = performance.now();
    const answers = await operations.take(entries);
    entries.forEach((entry, i) => {
      const answer = answers[i];
      if (answer === undefined || answer === "busy" || !this.#entries.has(entry.id)) return;
      if (answer === "gone" || own({ ...entry, token: answer }, askedAtMs))
        this.#entries.delete(entry.id);
    });
  }

  /** What cannot be read is nobody's work: it goes to the dead letters. */
  async #bury(entries: readonly InputEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { operations, policy, counts } = this.#options;
    if (policy.poison === "stop")
      throw new StopReading(`streamBalancer: the entry ${entries[0]?.id} cannot be read`);
    if (policy.poison === "bury") {
      const suspects = entries.map(({ id, isTrimmed }) => ({ id, name: null, isTrimmed }));
      const outcomes = await operations.recover(suspects, 0);
      counts.deadLettered += outcomes.filter((outcome) => outcome === "dead-lettered").length;
      entries.forEach(({ id }, i) => outcomes[i] !== null && this.#entries.delete(id));
    } else for (const { id } of entries) this.#entries.delete(id);
  }
}

/** There is no point in reading on. */
export class StopReading extends Error {}

const isWork = (entry: InputEntry): entry is InputEntry & WorkEntry => entry.item !== null;
