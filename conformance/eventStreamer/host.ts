import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { World } from "../../sim/kernel/world.ts";
import type {
  EventStreamerAdapter,
  EventSender,
  Topic,
} from "../../spec/eventStreamer/contract.ts";
import type { ScenarioHost, ScenarioReceiver } from "../../spec/eventStreamer/scenario.ts";
import { callStreamer } from "./callStreamer.ts";
import { Receiving } from "./receiving.ts";
import type { Recorder } from "./recorder.ts";
import type { RestWatch } from "./restWatch.ts";

/** One life of a process with receivers in it. Everything here is called inside the process. */
export class Host {
  readonly world: World;
  readonly process: SimProcess;
  readonly recorder: Recorder;
  readonly rest: RestWatch;
  readonly adapter: EventStreamerAdapter;
  /** Whether everybody waits for as long as it takes. */
  isQuiet = false;
  readonly #receivings = new Map<string, Receiving>();
  readonly #senders = new Map<Topic, EventSender>();
  readonly #life: number;
  readonly #lane: number;

  constructor(
    world: World,
    process: SimProcess,
    recorder: Recorder,
    rest: RestWatch,
    adapter: EventStreamerAdapter,
  ) {
    this.world = world;
    this.process = process;
    this.recorder = recorder;
    this.rest = rest;
    this.adapter = adapter;
    this.#life = process.life;
    this.#lane = world.lane();
    rest.left(false);
  }

  /** Opens the receivers when it is their time. @param startUs when the run began */
  begin({ receivers }: ScenarioHost, startUs: number): void {
    for (const receiver of receivers) {
      const waitUs = Math.max(0, startUs + receiver.openAtMs * 1000 - this.world.nowUs);
      this.later(waitUs / 1000, () => this.#open(receiver));
    }
  }

  receiving(id: string): Receiving | undefined {
    return this.#receivings.get(id);
  }

  /** Whether somebody here receives a topic. */
  receives(topic: Topic): boolean {
    return [...this.#receivings.values()].some((receiving) => receiving.topic === topic);
  }

  async send(topic: Topic, foreignId: string): Promise<void> {
    let sender = this.#senders.get(topic);
    if (sender === undefined) {
      sender = await this.adapter.sender(topic);
      this.#senders.set(topic, sender);
    }
    const to = sender;
    const event = { foreignId, headers: { topic } };
    this.rest.disturb();
    const call = { name: "send", topic, event } as const;
    await callStreamer(
      this.recorder,
      call,
      () => to.send(event),
      () => null,
    );
    this.rest.disturb();
  }

  /** Writes down how many events of a topic are kept. */
  async count(topic: Topic): Promise<void> {
    this.rest.disturb();
    const count = await this.adapter.kept(topic).catch(() => null);
    this.rest.disturb();
    if (count !== null) this.recorder.add({ type: "kept", topic, count });
  }

  /** The quiet phase begins: everybody is open, and patient. */
  quiet({ receivers }: ScenarioHost): void {
    this.isQuiet = true;
    for (const receiver of receivers) {
      const receiving = this.#receivings.get(receiver.id);
      if (receiving === undefined) this.#open(receiver);
      else if (receiving.isClosed) void receiving.reopen();
    }
  }

  /** Closes everything, as whoever leaves a process in order would. */
  async leave(): Promise<void> {
    for (const receiving of this.#receivings.values()) await receiving.close();
    this.rest.disturb();
    await this.adapter.close();
    this.rest.left(true);
    this.rest.disturb();
  }

  /** Does something later, at no expense of the process: it is not the subject's time that passes. */
  later(ms: number, act: () => void): void {
    this.world.after(Math.round(ms * 1000), this.#lane, () =>
      this.process.whenAwake(this.#life, () => {
        this.rest.disturb();
        this.process.run(act);
      }),
    );
  }

  pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.later(ms, resolve));
  }

  #open(receiver: ScenarioReceiver): void {
    if (this.#receivings.has(receiver.id)) return;
    const receiving = new Receiving(this, receiver);
    this.#receivings.set(receiver.id, receiving);
    void receiving.reopen();
  }
}
