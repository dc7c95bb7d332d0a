import { type InputEntry, inputEntry } from "./entry.ts";
import { StopReading } from "./inbox.ts";
import { limits } from "./limits.ts";
import { type BalancerOperations, arrayIn, textsIn } from "./operations.ts";
import type { BalancerPolicy } from "./policy.ts";
import { SteadyClient } from "./steadyClient.ts";
import type { BalancerTools } from "./tools.ts";

type ReaderOptions = {
  readonly tools: BalancerTools;
  readonly operations: BalancerOperations;
  readonly policy: BalancerPolicy;
  readonly onEntries: (entries: readonly InputEntry[]) => Promise<void>;
  /** A read failed. */
  readonly onTrouble: () => void;
  /** It has given up. */
  readonly onEnd: (reason: string) => void;
};

/**
 * Receives entries, over a connection of its own, because a read that waits keeps whatever comes after it on the same one waiting.
 * First come those that were delivered to this consumer in its life before, or whose delivery it may have missed.
 */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #client: SteadyClient;
  #loop: Promise<void> | undefined;
  #isStopping = false;
  #wake: () => void = () => undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#client = new SteadyClient(options.tools.context, {});
  }

  begin(): void {
    this.#loop = this.#readOn();
  }

  /** Resolves when the last read is over, and what it brought is with `onEntries`. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#wake();
    await this.#loop;
  }

  disconnect(): void {
    this.#isStopping = true;
    this.#wake();
    this.#client.disconnect();
  }

  async #readOn(): Promise<void> {
    const { tools, policy, onTrouble, onEnd } = this.#options;
    let asksForItsOwn = policy.asksForItsOwnFirst;
    let errors = 0;
    while (!this.#isStopping) {
      try {
        if (asksForItsOwn) await this.#readOwn();
        asksForItsOwn = false;
        await this.#receive(await this.#read(">", ["BLOCK", String(policy.blockMs)]));
        errors = 0;
      } catch (error) {
        if (this.#isStopping) return;
        if (error instanceof StopReading) return onEnd(error.message);
        onTrouble();
        const message = error instanceof Error ? error.message : String(error);
        if (message.includes("NOGROUP")) await this.#makeGroup();
        const waitMs = policy.readAgainAfterMs(++errors, tools.options);
        if (waitMs === null) return onEnd(message);
        asksForItsOwn = policy.asksForItsOwnFirst;
        await this.#sleep(waitMs);
      }
    }
  }

  /** What is pending with this consumer, page by page. What it owns is among it. */
  async #readOwn(): Promise<void> {
    for (let after = "0"; !this.#isStopping;) {
      const page = await this.#read(after, []);
      const last = page.at(-1);
      if (last === undefined) return;
      await this.#receive(page);
      after = last.id;
    }
  }

  async #receive(entries: readonly InputEntry[]): Promise<void> {
    if (entries.length > 0) await this.#options.onEntries(entries);
  }

  /** The group is lost, with what was pending; the entries are still there, or nothing is. */
  async #makeGroup(): Promise<void> {
    const { operations, policy } = this.#options;
    await operations.createGroup(policy.groupStart(true)).catch(() => undefined);
  }

  async #read(after: string, block: readonly string[]): Promise<readonly InputEntry[]> {
    const { policy, tools } = this.#options;
    const { keys, consumer } = tools;
    const command = ["XREADGROUP", "GROUP", keys.group, consumer, "COUNT", String(limits.readMax)];
    const reply = await this.#client.call(
      keys.input,
      [...command, ...block, "STREAMS", keys.input, after],
      policy.blockMs + policy.readAnswerMs,
    );
    // One stream was asked for: [[its key, [[id, fields], ...]]], or nothing.
    return arrayIn(arrayIn(arrayIn(reply)[0])[1]).map((row) => {
      const [id, fields] = arrayIn(row);
      return inputEntry(String(id), fields === null ? null : textsIn(fields));
    });
  }

  #sleep(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
