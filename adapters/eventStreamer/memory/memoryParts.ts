import type { ReceiverName, StreamedEvent, Topic } from "../../../spec/eventStreamer/contract.ts";
import type { MemoryReceiver, MemoryStreamer, TopicLog, Waiter } from "./memoryStreamer.ts";

/** What a broken streamer does in its own way. */
export type MemoryParts = {
  /** How many events of a topic are kept; null: all. */
  readonly eventsMax: number | null;
  readonly positionKey: (topic: Topic, name: ReceiverName) => string;
  /** When a receiver that begins with the latest event finds out which that is. */
  readonly startsWhen: "opened" | "first-receive";
  /** Whether a wait begins with a look at the log. */
  readonly looksFirst: boolean;
  /** Done each time before the log is looked at. */
  readonly beforeLooking?: (receiver: MemoryReceiver, signal: AbortSignal) => void;
  /** Comes back when it is worth looking again; rejects when the wait is over. */
  readonly wait: (receiver: MemoryReceiver, signal: AbortSignal) => Promise<void>;
  /** Told of an event before it is given. */
  readonly giving?: (receiver: MemoryReceiver, event: StreamedEvent) => StreamedEvent;
  /** Wakes whom an event concerns that was appended to a log; the send ends with it. */
  readonly wake: (streamer: MemoryStreamer, log: TopicLog) => void | Promise<void>;
  /** Wakes whoever waits in a receiver that was closed. */
  readonly closed: (receiver: MemoryReceiver) => void;
  /** The position after an event was acknowledged. */
  readonly acknowledged: (before: bigint, id: bigint, log: TopicLog) => bigint;
};

/** The parts that keep every promise. */
export const soundParts: MemoryParts = {
  eventsMax: 100,
  positionKey: (topic, name) => JSON.stringify([topic, name]),
  startsWhen: "opened",
  looksFirst: true,
  beforeLooking: (_receiver, signal) => signal.throwIfAborted(),
  wait: park,
  wake: (_streamer, log) => wakeAll(log.waiters),
  closed: ({ waiting }) => wakeAll(waiting),
  acknowledged: (before, id) => (id > before ? id : before),
};

/**
 * Waits for an event, the end of the signal, or of the receiver, whichever comes first, and does nothing meanwhile. There is no
 * moment between the look at the log and the place among those who wait: both are done before anybody else may run.
 */
export function park(receiver: MemoryReceiver, signal: AbortSignal): Promise<void> {
  const { log, waiting } = receiver;
  return new Promise((resolve, reject) => {
    const waiter: Waiter = { wake: () => leave(resolve) };
    const onAbort = (): void => leave(() => reject(signal.reason));
    const leave = (end: () => void): void => {
      log.waiters.delete(waiter);
      waiting.delete(waiter);
      signal.removeEventListener("abort", onAbort);
      end();
    };
    log.waiters.add(waiter);
    waiting.add(waiter);
    signal.addEventListener("abort", onAbort);
  });
}

export function wakeAll(waiters: ReadonlySet<Waiter>): void {
  for (const waiter of waiters) waiter.wake();
}
