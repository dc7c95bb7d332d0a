import { setTimeout as sleep } from "node:timers/promises";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type {
  EntryId,
  Notification,
  Ownership,
  StreamBalancerAdapter,
  StreamName,
} from "../../spec/streamBalancer/contract.ts";
import { messageField } from "../../spec/streamBalancer/history.ts";
import type { ScenarioConsumer } from "../../spec/streamBalancer/scenario.ts";
import { callBalancer } from "./callBalancer.ts";
import type { Recorder } from "./recorder.ts";

export type ConsumerOptions = {
  readonly process: SimProcess;
  readonly scenario: ScenarioConsumer;
  readonly recorder: Recorder;
  /** How long a call is waited with that has to be made again; longer each time. */
  readonly retryMs: number;
  /** Whether the processing of this message fails once more; asked once for each time that it is worked on. */
  readonly failsAgain: (message: string) => boolean;
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
    const { recorder } = this.#options;
    const { type } = await callBalancer(recorder, { name: "start" }, () =>
      this.#adapter.start((notification) => this.#hear(notification)),
    );
    return type === "ok";
  }

  resetTopology(): void {
    if (this.#isLeaving) return;
    const { recorder } = this.#options;
    void callBalancer(recorder, { name: "reset-topology" }, () => this.#adapter.resetTopology());
  }

  /** Leaves gracefully; what is unfinished is worked on no longer. */
  async shutdown(): Promise<void> {
    if (this.#isLeaving) return;
    this.tellMetrics();
    this.#isLeaving = true;
    for (const { timer } of this.#working.values()) clearTimeout(timer);
    this.#working.clear();
    const { recorder } = this.#options;
    await callBalancer(recorder, { name: "shutdown" }, () => this.#adapter.shutdown());
  }

  /** Whether it was asked to leave. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  tellMetrics(): void {
    const { recorder, process } = this.#options;
    const metrics = this.#adapter.metrics();
    recorder.add({ type: "metrics", process: process.name, metrics });
  }

  #hear(notification: Notification): void {
    const { recorder, process, scenario } = this.#options;
    recorder.add({ type: "notified", process: process.name, notification });
    if (this.#isLeaving) return;
    switch (notification.type) {
      case "added":
        return this.#begin(notification.stream);
      case "disowned":
        return this.#stop(notification.name, notification.id);
      case "expired": {
        const { name, id } = notification;
        if (!scenario.claimsExpired) return;
        const call = { name: "claim", stream: name, id } as const;
        void callBalancer(recorder, call, () => this.#adapter.claim(name, id));
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
    const fails = failsAgain(message);
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
    const { recorder, retryMs } = this.#options;
    this.#tell(fails ? "work-failed" : "worked", name, work.id, work.message);
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const { type } = fails
        ? await callBalancer(recorder, { name: "fail", stream: name, reason }, () =>
            this.#adapter.fail(name, reason),
          )
        : await callBalancer(recorder, { name: "complete", stream: name }, () =>
            this.#adapter.complete(name),
          );
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
    const { recorder, process } = this.#options;
    recorder.add({ type, process: process.name, stream, id, message });
  }
}

const reason = "it could not be processed";
