import {
  type EventReceiver,
  type EventSender,
  type EventStreamerAdapter,
  type Received,
  ReceiverClosed,
  type ReceiverName,
  type SentEvent,
  type StreamedEvent,
  type Topic,
} from "../../../spec/eventStreamer/contract.ts";
import type { MemoryParts } from "./memoryParts.ts";

/** Somebody who waits for an event of a topic. */
export type Waiter = { readonly wake: () => void };

/** The events of a topic that are kept, and whoever waits for the next one. */
export type TopicLog = {
  readonly events: StreamedEvent[];
  readonly waiters: Set<Waiter>;
};

/** An event streamer in one process: a log for each topic, a position for each name, and receivers that park. */
export class MemoryStreamer implements EventStreamerAdapter {
  readonly logs = new Map<Topic, TopicLog>();
  /** The last id that a name is done with; by the key that the parts make of topic and name. */
  readonly positions = new Map<string, bigint>();
  readonly parts: MemoryParts;
  readonly #receivers = new Set<MemoryReceiver>();
  #lastId = 0n;

  constructor(parts: MemoryParts) {
    this.parts = parts;
  }

  get lastId(): bigint {
    return this.#lastId;
  }

  logOf(topic: Topic): TopicLog {
    let log = this.logs.get(topic);
    if (log === undefined) {
      log = { events: [], waiters: new Set() };
      this.logs.set(topic, log);
    }
    return log;
  }

  sender(topic: Topic): Promise<EventSender> {
    const send = async (event: SentEvent): Promise<void> => {
      const log = this.#append(topic, event);
      await this.parts.wake(this, log);
    };
    return Promise.resolve({ send });
  }

  async receiver(
    topic: Topic,
    name: ReceiverName,
    { fromLatest }: { readonly fromLatest: boolean },
  ): Promise<EventReceiver> {
    const receiver = new MemoryReceiver(this, topic, name, fromLatest);
    this.#receivers.add(receiver);
    if (this.parts.startsWhen === "opened") receiver.begin();
    return receiver;
  }

  kept(topic: Topic): Promise<number> {
    return Promise.resolve(this.logs.get(topic)?.events.length ?? 0);
  }

  async close(): Promise<void> {
    for (const receiver of this.#receivers) await receiver.close();
    this.#receivers.clear();
  }

  #append(topic: Topic, { foreignId, headers }: SentEvent): TopicLog {
    const log = this.logOf(topic);
    const id = String(++this.#lastId);
    log.events.push({ id, foreignId, headers: { ...headers }, createdAtMs: Date.now() });
    const { eventsMax } = this.parts;
    if (eventsMax !== null && log.events.length > eventsMax)
      log.events.splice(0, log.events.length - eventsMax);
    return log;
  }
}

/** One receiver; `parts` decide how it waits, and what is done when it is over. */
export class MemoryReceiver implements EventReceiver {
  readonly log: TopicLog;
  readonly streamer: MemoryStreamer;
  /** Whoever waits in this receiver, to be ended when it is closed. */
  readonly waiting = new Set<Waiter>();
  isClosed = false;
  /** Under which its position is kept. */
  readonly key: string;
  readonly #startsBehindLatest: boolean;

  constructor(
    streamer: MemoryStreamer,
    topic: Topic,
    name: ReceiverName,
    startsBehindLatest: boolean,
  ) {
    this.streamer = streamer;
    this.log = streamer.logOf(topic);
    this.key = streamer.parts.positionKey(topic, name);
    this.#startsBehindLatest = startsBehindLatest;
  }

  /** Takes the position that the name has, or its first one. */
  begin(): void {
    const { positions, lastId } = this.streamer;
    // Who begins with the first event has a position, too: nobody who comes later under the name may begin behind it.
    if (!positions.has(this.key)) positions.set(this.key, this.#startsBehindLatest ? lastId : 0n);
  }

  async receive(signal: AbortSignal): Promise<Received> {
    this.begin();
    const { parts } = this.streamer;
    for (let looks = parts.looksFirst; ; looks = true) {
      parts.beforeLooking?.(this, signal);
      if (this.isClosed) throw new ReceiverClosed("receive: the receiver is closed; open another");
      const event = looks ? this.#next() : undefined;
      if (event !== undefined) return this.#given(parts.giving?.(this, event) ?? event);
      await parts.wait(this, signal);
    }
  }

  /** Whether there is an event that the name is not done with. */
  hasNext(): boolean {
    return this.#next() !== undefined;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.streamer.parts.closed(this);
  }

  #next(): StreamedEvent | undefined {
    const position = this.streamer.positions.get(this.key) ?? 0n;
    const { events } = this.log;
    // A topic's ids rise, though not one by one: the place is found by halving.
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (BigInt(events[middle]?.id ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return events[low];
  }

  #given(event: StreamedEvent): Received {
    const { positions, parts } = this.streamer;
    return {
      event,
      acknowledge: async () => {
        const before = positions.get(this.key) ?? 0n;
        positions.set(this.key, parts.acknowledged(before, BigInt(event.id), this.log));
      },
    };
  }
}
