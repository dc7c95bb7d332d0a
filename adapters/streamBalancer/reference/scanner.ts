import type {
  BalancerOptions,
  EntryId,
  Recovery,
  StreamName,
} from "../../../spec/streamBalancer/contract.ts";
import type { Counts } from "./counts.ts";
import { limits } from "./limits.ts";
import type { BalancerOperations, Suspect } from "./operations.ts";
import type { BalancerPolicy } from "./policy.ts";

type ScannerOptions = {
  readonly options: BalancerOptions;
  readonly operations: BalancerOperations;
  readonly policy: BalancerPolicy;
  readonly counts: Counts;
  /** A scan went through. */
  readonly onScanned: () => void;
};

/**
 * Looks again and again for entries whose owner is dead. Notifications tell of some of them sooner; this finds all.
 */
export class Scanner {
  readonly #options: ScannerOptions;
  #timer: NodeJS.Timeout | undefined;
  #isStopping = false;

  constructor(options: ScannerOptions) {
    this.#options = options;
  }

  begin(): void {
    const { policy, options } = this.#options;
    this.#scanAfter(policy.firstScanMs(options));
  }

  stop(): void {
    this.#isStopping = true;
    clearTimeout(this.#timer);
  }

  /** Recovers the entry, or that of the data stream's latest owner. @throws when it could not be changed */
  async claim(name: StreamName, id: EntryId | null): Promise<Recovery> {
    const [outcome] =
      id === null
        ? await this.#recover([{ id, name, isTrimmed: false }])
        : await this.#recover(await this.#read([id]));
    if (outcome === undefined || outcome === null)
      throw new Error(`streamBalancer: Redis would not let ${name} be recovered`);
    return outcome;
  }

  #scanAfter(waitMs: number): void {
    if (this.#isStopping) return;
    this.#timer = setTimeout(() => void this.#scanOn(), waitMs);
  }

  async #scanOn(errors = 0): Promise<void> {
    const { policy, options, operations, counts, onScanned } = this.#options;
    try {
      await this.#scan();
      counts.scans++;
      await operations.dropConsumers();
      onScanned();
      this.#scanAfter(policy.nextScanMs(options));
    } catch {
      if (this.#isStopping) return;
      const waitMs = Math.min(
        limits.retryMs.min * 2 ** Math.min(errors + 4, 20),
        options.scanIntervalMs,
      );
      this.#timer = setTimeout(() => void this.#scanOn(errors + 1), waitMs);
    }
  }

  async #scan(): Promise<void> {
    const { policy, options, operations } = this.#options;
    for (let cursor: string | null = "-"; cursor !== null && !this.#isStopping;) {
      const ids: readonly EntryId[] = await operations.findIdle(cursor);
      const last = ids.at(-1);
      if (last === undefined) return;
      await this.#recover(await this.#read(ids));
      cursor = ids.length < options.batch ? null : policy.pageAfter(last);
    }
  }

  async #read(ids: readonly EntryId[]): Promise<readonly Suspect[]> {
    const entries = await this.#options.operations.read(ids);
    return entries.map(({ id, item, isTrimmed }) => ({ id, name: item?.name ?? null, isTrimmed }));
  }

  async #recover(suspects: readonly Suspect[]): Promise<readonly (Recovery | null)[]> {
    const { operations, options, counts } = this.#options;
    const outcomes = await operations.recover(suspects, options.minIdleMs);
    for (const outcome of outcomes) {
      if (outcome === "requeued") counts.requeued++;
      if (outcome === "alive") counts.aliveSkips++;
      if (outcome === "dead-lettered") counts.deadLettered++;
    }
    return outcomes;
  }
}
