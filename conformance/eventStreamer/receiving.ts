import type { EventReceiver, Received, Topic } from "../../spec/eventStreamer/contract.ts";
import type { ScenarioReceiver } from "../../spec/eventStreamer/scenario.ts";
import { callStreamer } from "./callStreamer.ts";
import type { Host } from "./host.ts";

/** So long a receiver rests after a call that went wrong, and after it has cancelled without being impatient. */
const restMs = 500;

/** The program of one receiver: it waits for an event, works on it, acknowledges it, for ever. */
export class Receiving {
  isClosed = true;
  readonly #host: Host;
  readonly #scenario: ScenarioReceiver;
  #receiver: EventReceiver | null = null;
  /** The wait that it is in. */
  #wait: { readonly op: number; readonly cancel: () => void } | null = null;
  #generation = 0;
  /** What it was given last, and what it acknowledged before. */
  #given: Received | null = null;
  #earlier: Received | null = null;

  constructor(host: Host, scenario: ScenarioReceiver) {
    this.#host = host;
    this.#scenario = scenario;
  }

  get topic(): Topic {
    return this.#scenario.topic;
  }

  async reopen(): Promise<void> {
    if (!this.isClosed) return;
    this.isClosed = false;
    const generation = ++this.#generation;
    const { id: receiver, topic, name, fromLatest } = this.#scenario;
    const { recorder, adapter, rest } = this.#host;
    while (generation === this.#generation && !this.isClosed) {
      const call = { name: "open", receiver, topic, as: name, fromLatest } as const;
      rest.disturb();
      const { result } = await callStreamer(
        recorder,
        call,
        () => adapter.receiver(topic, name, { fromLatest }),
        () => null,
      );
      rest.disturb();
      if (result !== null) {
        this.#receiver = result;
        this.#given = null;
        this.#earlier = null;
        await this.#host.pass(this.#scenario.startsAfterMs);
        return void this.#receiveOn(generation);
      }
      await this.#host.pass(restMs);
    }
  }

  /** Cancels the wait that it is in, if it is in one. */
  cancel(): void {
    if (this.#wait === null) return;
    const { op, cancel } = this.#wait;
    this.#host.rest.disturb();
    this.#host.recorder.add({ type: "cancelled", process: this.#host.process.name, op });
    cancel();
  }

  /** Asks for an event with a signal that is aborted already. */
  async receiveCancelled(): Promise<void> {
    if (this.#receiver !== null && !this.isClosed)
      await this.#receive(this.#receiver, new Error("cancelled before"));
  }

  async close(): Promise<void> {
    if (this.#receiver === null || this.isClosed) return;
    this.isClosed = true;
    this.#generation++;
    const { recorder, rest } = this.#host;
    const receiver = this.#receiver;
    rest.disturb();
    const call = { name: "close", receiver: this.#scenario.id } as const;
    await callStreamer(
      recorder,
      call,
      () => receiver.close(),
      () => null,
    );
    rest.disturb();
  }

  async #receiveOn(generation: number): Promise<void> {
    while (generation === this.#generation) {
      if (this.#receiver === null) return;
      const { ended, received } = await this.#receive(this.#receiver, null);
      if (generation !== this.#generation) return;
      if (received !== null) {
        await this.#host.pass(this.#scenario.workMs);
        if (generation !== this.#generation) return;
        await this.#acknowledge(received);
      } else if (ended !== "closed") await this.#host.pass(this.#scenario.patienceMs ?? restMs);
      else return;
    }
  }

  async #receive(
    receiver: EventReceiver,
    cancelledBefore: Error | null,
  ): Promise<{ readonly ended: string | null; readonly received: Received | null }> {
    const { recorder, rest, isQuiet } = this.#host;
    const { id, patienceMs } = this.#scenario;
    const controller = new AbortController();
    if (cancelledBefore !== null) controller.abort(cancelledBefore);
    const { signal } = controller;
    const watched = countWatching(signal);
    let isOver = false;
    const call = { name: "receive", receiver: id, isCancelled: cancelledBefore !== null } as const;
    rest.disturb();
    const { outcome, result } = await callStreamer(
      recorder,
      call,
      () => receiver.receive(signal),
      ({ event }) => ({ event }),
      {
        signal,
        watched,
        onOp: (op) => {
          if (cancelledBefore !== null) return;
          this.#wait = { op, cancel: () => controller.abort(new Error(`cancelled wait ${op}`)) };
          if (patienceMs !== null && !isQuiet)
            this.#host.later(patienceMs, () => {
              if (!isOver && this.#wait?.op === op) this.cancel();
            });
        },
      },
    );
    isOver = true;
    if (cancelledBefore === null) this.#wait = null;
    rest.over(signal);
    rest.disturb();
    const value = outcome.type === "ok" ? outcome.value : null;
    const ended = value !== null && "ended" in value ? value.ended : null;
    return { ended, received: result };
  }

  async #acknowledge(received: Received): Promise<void> {
    const given = this.#given;
    this.#given = received;
    const isSecond = given?.event.id === received.event.id;
    switch (this.#scenario.acknowledges) {
      case "once":
        return this.#say(received);
      case "twice":
        await this.#say(received);
        return this.#say(received);
      case "at-second":
        return isSecond ? this.#say(received) : undefined;
      case "again-later": {
        await this.#say(received);
        const earlier = this.#earlier;
        this.#earlier = received;
        if (earlier !== null) await this.#say(earlier);
      }
    }
  }

  async #say(received: Received): Promise<void> {
    const { recorder, rest } = this.#host;
    const call = {
      name: "acknowledge",
      receiver: this.#scenario.id,
      id: received.event.id,
    } as const;
    rest.disturb();
    await callStreamer(
      recorder,
      call,
      () => received.acknowledge(),
      () => null,
    );
    rest.disturb();
  }
}

/** Counts how often somebody begins to listen to a signal. */
function countWatching(signal: AbortSignal): () => number {
  let count = 0;
  const listen = signal.addEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof listen>): void => {
    count++;
    listen(...args);
  };
  return () => count;
}
