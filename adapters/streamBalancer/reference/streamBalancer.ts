import type {
  BalancerMetrics,
  EntryId,
  Notification,
  Recovery,
  StreamBalancerAdapter,
  StreamName,
} from "../../../spec/streamBalancer/contract.ts";
import { noCounts } from "./counts.ts";
import { Inbox } from "./inbox.ts";
import { type Lease, Leases } from "./leases.ts";
import { limits } from "./limits.ts";
import { MasterWatch } from "./masterWatch.ts";
import { mastersOf } from "./mastersOf.ts";
import type { BalancerOperations, HeldEntry } from "./operations.ts";
import type { BalancerPolicy } from "./policy.ts";
import { Reader } from "./reader.ts";
import { Scanner } from "./scanner.ts";
import type { BalancerTools } from "./tools.ts";

/**
 * A consumer of the reference: a reader that receives entries, an inbox from which it takes them, leases that it renews, scans
 * that look for the dead, and a watch for leases that end.
 */
export class StreamBalancer implements StreamBalancerAdapter {
  readonly #tools: BalancerTools;
  readonly #operations: BalancerOperations;
  readonly #policy: BalancerPolicy;
  readonly #counts = noCounts();
  readonly #leases: Leases;
  readonly #inbox: Inbox;
  readonly #reader: Reader;
  readonly #scanner: Scanner;
  readonly #masters: MasterWatch;
  /** Ownerships that a call was to end whose outcome is not known. The same may be asked for again. */
  readonly #inDoubt = new Map<StreamName, HeldEntry>();
  #notify: (notification: Notification) => void = () => undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #isRenewing = false;
  #lastMasterCheck = 0;
  #isStopping = false;

  constructor(tools: BalancerTools, operations: BalancerOperations, policy: BalancerPolicy) {
    const { options } = tools;
    const counts = this.#counts;
    this.#tools = tools;
    this.#operations = operations;
    this.#policy = policy;
    this.#leases = new Leases((lease, reason) => this.#lost(lease, reason));
    this.#inbox = new Inbox({
      operations,
      policy,
      counts,
      holds: (entry) => this.#leases.holds(entry),
      own: (held, askedAtMs) => this.#own(held, askedAtMs),
    });
    this.#reader = new Reader({
      tools,
      operations,
      policy,
      onEntries: (entries) => {
        this.#inbox.add(entries);
        return this.#inbox.takeAll();
      },
      onTrouble: () => this.#lookForMasters(limits.topologyCheckMs),
      onEnd: (reason) => this.#tell({ type: "terminated", reason }),
    });
    this.#scanner = new Scanner({
      options,
      operations,
      policy,
      counts,
      onScanned: () => this.#lookForMasters(0),
    });
    this.#masters = new MasterWatch({
      context: tools.context,
      pattern: tools.keys.leasePattern,
      listMasters: async () => policy.mastersToWatch(await mastersOf(tools)),
      subscribesAgain: policy.subscribesAgain,
      onExpired: (key) => this.#expired(key),
      onSetUp: (isDone) => {
        if (isDone) counts.mastersSetUp++;
        else counts.mastersNotSetUp++;
      },
    });
  }

  async start(notify: (notification: Notification) => void): Promise<void> {
    this.#notify = notify;
    // Nobody waits for either: the reader makes a group that is missing, and the scans look for masters again.
    await Promise.allSettled([
      this.#operations.createGroup(this.#policy.groupStart(false)),
      this.#masters.check(),
    ]);
    if (this.#isStopping) return;
    this.#lastMasterCheck = performance.now();
    this.#reader.begin();
    this.#scanner.begin();
    this.#beat();
  }

  claim(name: StreamName, id: EntryId | null): Promise<Recovery> {
    return this.#scanner.claim(name, id);
  }

  complete(name: StreamName): Promise<boolean> {
    return this.#finish(name, (held) => this.#operations.complete(held));
  }

  fail(name: StreamName, reason: string): Promise<boolean> {
    return this.#finish(name, async (held) => {
      const outcome = await this.#operations.fail(held, reason);
      if (outcome === "requeued") this.#counts.requeued++;
      if (outcome === "dead-lettered") this.#counts.deadLettered++;
      return outcome !== "lost";
    });
  }

  async resetTopology(): Promise<void> {
    const { masters, setUp } = await this.#masters.reset();
    if (masters > 0 && setUp === 0)
      throw new Error(`streamBalancer: none of ${masters} masters tells of leases that end`);
    this.#counts.topologyResets++;
  }

  async shutdown(): Promise<void> {
    this.#isStopping = true;
    this.#notify = () => undefined;
    this.#scanner.stop();
    this.#masters.close();
    try {
      // Until its last read is over, entries come, and what is given back would come first.
      await this.#reader.stop();
      const held = this.#leases.all().map((lease) => lease.held);
      this.#rest();
      await this.#insist(() => this.#release(held));
      await this.#insist(() => this.#operations.leave());
    } finally {
      this.#rest();
      this.#reader.disconnect();
      this.#tools.client.disconnect();
    }
  }

  metrics(): BalancerMetrics {
    return { ...this.#counts };
  }

  #tell(notification: Notification): void {
    if (!this.#isStopping) this.#notify(notification);
  }

  /** A lease was taken that had been asked for at that time. False when it is over already. */
  #own(held: HeldEntry, askedAtMs: number): boolean {
    const { id, item, token } = held;
    const deadline = this.#policy.deadline(askedAtMs, this.#tools.options.leaseMs);
    if (this.#isStopping || !this.#leases.begin(held, deadline)) return false;
    this.#inDoubt.delete(item.name);
    this.#tell({ type: "added", stream: { ...item, id, fence: this.#policy.fence(token) } });
    return true;
  }

  #lost(lease: Lease, reason: string): void {
    const { id, item } = lease.held;
    if (lease.isEnding) this.#doubt(lease.held);
    this.#tell({ type: "disowned", name: item.name, id, reason });
    // It may still be this consumer's to work on, under another lease.
    if (this.#policy.takesAgain) this.#inbox.add([{ id, item, isTrimmed: false }]);
  }

  #doubt(held: HeldEntry): void {
    this.#inDoubt.set(held.item.name, held);
    const [oldest] = this.#inDoubt.keys();
    if (oldest !== undefined && this.#inDoubt.size > limits.doubtsMax) this.#inDoubt.delete(oldest);
  }

  /** Ends an ownership by a call. Whoever does not know how it ended may call again, and is told. */
  async #finish(name: StreamName, end: (held: HeldEntry) => Promise<boolean>): Promise<boolean> {
    const lease = this.#leases.of(name);
    const held = lease?.held ?? this.#inDoubt.get(name);
    if (held === undefined) return false;
    if (lease !== undefined) lease.isEnding = true;
    if (lease !== undefined && this.#policy.forgetsBeforeItEnds) {
      this.#leases.end(lease);
      return end(held);
    }
    try {
      const isDone = await end(held);
      this.#inDoubt.delete(name);
      if (lease === undefined) return isDone;
      lease.isEnding = false;
      if (isDone) this.#leases.end(lease);
      else this.#leases.lose(lease, "somebody else may own it");
      return isDone;
    } catch (error) {
      if (lease !== undefined) {
        this.#doubt(held);
        lease.isEnding = false;
      }
      throw error;
    }
  }

  #expired(key: string): void {
    const ended = this.#tools.keys.ofLease(key);
    if (ended === null || this.#leases.of(ended.name) !== undefined) return;
    this.#tell({ type: "expired", name: ended.name, id: ended.id });
  }

  /** Renews what it owns, and tries to take what it was given, every half of a lease. */
  #beat(): void {
    this.#heartbeat = setTimeout(() => this.#beat(), this.#tools.options.leaseMs / 2);
    void this.#renew();
    // What failed is tried again with the next beat.
    this.#inbox.takeAll().catch(() => undefined);
  }

  async #renew(): Promise<void> {
    const leases = this.#leases.all();
    if (leases.length === 0 || this.#isRenewing) return;
    this.#isRenewing = true;
    const askedAtMs = performance.now();
    try {
      const answers = await this.#operations.renew(leases.map(({ held }) => held));
      const deadline = this.#policy.deadline(askedAtMs, this.#tools.options.leaseMs);
      leases.forEach((lease, i) => {
        if (answers[i] === true) lease.deadline = Math.max(lease.deadline, deadline);
        // A call that ends it may have been faster, and will tell.
        else if (!lease.isEnding) this.#leases.lose(lease, "its lease has ended");
      });
    } catch {
      // Its time runs on; the next beat may be in time.
      this.#lookForMasters(limits.topologyCheckMs);
    } finally {
      this.#isRenewing = false;
    }
  }

  /** @param everyMs it is not looked for them more often */
  #lookForMasters(everyMs: number): void {
    if (!this.#policy.looksForMasters || this.#isStopping) return;
    const now = performance.now();
    if (now - this.#lastMasterCheck < everyMs) return;
    this.#lastMasterCheck = now;
    this.#masters.check().catch(() => undefined);
  }

  /** It renews and takes nothing any more. */
  #rest(): void {
    clearTimeout(this.#heartbeat);
    this.#leases.clear();
    this.#inbox.clear();
  }

  async #release(held: readonly HeldEntry[]): Promise<void> {
    const { requeued, deadLettered } = await this.#operations.release(held);
    this.#counts.requeued += requeued;
    this.#counts.deadLettered += deadLettered;
  }

  /** Tries again what a shutdown must do, a few times. Where there is no group there is nothing to be given back. */
  async #insist(act: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await act();
      } catch (error) {
        if (error instanceof Error && error.message.includes("NOGROUP")) return;
        if (attempt === limits.releaseAttemptsMax) throw error;
        await new Promise((resolve) => setTimeout(resolve, limits.retryMs.min * 2 ** attempt));
      }
    }
  }
}
