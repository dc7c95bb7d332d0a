import { setTimeout as sleep } from "node:timers/promises";
import type { Outcome } from "../../spec/outcome.ts";
import type {
  EntryId,
  Notification,
  Ownership,
  StreamBalancerAdapter,
  StreamName,
} from "../../spec/streamBalancer/contract.ts";
import {
  type BalancerAnswer,
  type BalancerCall,
  type StreamBalancerEvent,
  messageField,
} from "../../spec/streamBalancer/history.ts";
import type { ScenarioConsumer } from "../../spec/streamBalancer/scenario.ts";
import type { WithoutTime } from "../scenario/withoutTime.ts";

export type ConsumerOptions = {
  /** The name of its process. */
  readonly process: string;
  readonly scenario: ScenarioConsumer;
  /** Makes a call, and writes down when it began and how it ended. */
  readonly call: (
    call: BalancerCall,
    make: () => Promise<BalancerAnswer | void>,
  ) => Promise<Outcome<BalancerAnswer>>;
  /** Writes down something else. */
  readonly tell: (event: WithoutTime<StreamBalancerEvent>) => void;
  /** How long a call is waited with that has to be made again; longer each time. */
  readonly retryMs: number;
  /** Whether the processing of this message fails once more; asked once for each time that it is worked on. */
  readonly failsAgain: (message: string, info: Ownership["info"]) => boolean;
};

type Work = {
  readonly id: EntryId;
  readonly message: string;
  readonly timer: ReturnType<typeof setTimeout>;
};

/** How often a consumer says again that its work is done when nobody knows whether that was heard. */
const attemptsMax = 20;

/**
 * What a consumer is to its balancer: it works on each data stream that it is given, for as long as it takes, and then
 * completes it, or lets it fail; what it is told that it has lost it does no more.
 */
export class Consumer {
  readonly #adapter: StreamBalancerAdapter;
  readonly #options: ConsumerOptions;
  readonly #working = new Map<StreamName, Work>();
  #isLeaving = false;

  constructor(adapter: StreamBalancerAdapter, options: ConsumerOptions) {
    this.#adapter = adapter;
    this.#options = options;
  }

  /** Joins. False when that failed: a supervisor would start the process again. */
  async start(): Promise<boolean> {
    const { type } = await this.#options.call({ name: "start" }, () =>
      this.#adapter.start((notification) => this.#hear(notification)),
    );
    return type === "ok";
  }

  resetTopology(): void {
    if (this.#isLeaving) return;
    void this.#options.call({ name: "reset-topology" }, () => this.#adapter.resetTopology());
  }

  /** Leaves gracefully; what is unfinished is worked on no longer. */
  async shutdown(): Promise<void> {
    if (this.#isLeaving) return;
    this.tellMetrics();
    this.#isLeaving = true;
    for (const { timer } of this.#working.values()) clearTimeout(timer);
    this.#working.clear();
    await this.#options.call({ name: "shutdown" }, () => this.#adapter.shutdown());
  }

  /** Whether it was asked to leave. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  tellMetrics(): void {
    const { tell, process } = this.#options;
    const metrics = this.#adapter.metrics();
    tell({ type: "metrics", process, metrics });
  }

  #hear(notification: Notification): void {
    const { tell, call, process, scenario } = this.#options;
    tell({ type: "notified", process, notification });
    if (this.#isLeaving) return;
    switch (notification.type) {
      case "added":
        return this.#begin(notification.stream);
      case "disowned":
        return this.#stop(notification.name, notification.id);
      case "expired": {
        const { name, id } = notification;
        if (!scenario.claimsExpired) return;
        void call({ name: "claim", stream: name, id }, () => this.#adapter.claim(name, id));
        return;
      }
      case "terminated":
        return;
    }
  }

  #begin({ name, id, info }: Ownership): void {
    const { scenario, failsAgain } = this.#options;
    this.#stop(name, null);
    const message = info[messageField] ?? "";
    const fails = failsAgain(message, info);
    const takesMs = fails ? scenario.workMs / 2 : scenario.workMs;
    const timer = setTimeout(() => void this.#end(name, fails), takesMs);
    this.#working.set(name, { id, message, timer });
    this.#tell("working", name, id, message);
  }

  /** Works on it no longer. @param id of which entry; null: whichever it is */
  #stop(name: StreamName, id: EntryId | null): void {
    const work = this.#working.get(name);
    if (work === undefined || (id !== null && work.id !== id)) return;
    clearTimeout(work.timer);
    this.#working.delete(name);
  }

  async #end(name: StreamName, fails: boolean): Promise<void> {
    const work = this.#working.get(name);
    if (work === undefined) return;
    const { call, retryMs } = this.#options;
    this.#tell(fails ? "work-failed" : "worked", name, work.id, work.message);
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const { type } = fails
        ? await call({ name: "fail", stream: name, reason }, () => this.#adapter.fail(name, reason))
        : await call({ name: "complete", stream: name }, () => this.#adapter.complete(name));
      // Disowned meanwhile, or its owner once more: what was to be said is said.
      if (this.#isLeaving || this.#working.get(name) !== work) return;
      if (type === "ok") break;
      await sleep(retryMs * attempt);
      if (this.#isLeaving || this.#working.get(name) !== work) return;
    }
    this.#working.delete(name);
  }

  #tell(
    type: "working" | "worked" | "work-failed",
    stream: StreamName,
    id: EntryId,
    message: string,
  ): void {
    const { tell, process } = this.#options;
    tell({ type, process, stream, id, message });
  }
}

const reason = "it could not be processed";
