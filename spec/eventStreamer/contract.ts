import type { Acknowledgement } from "../durability.ts";

/** What events are about: receivers of one topic see its events and no others. */
export type Topic = string;

/** Whose position it is: receivers of one topic with one name share it, others never. */
export type ReceiverName = string;

/** A whole number in decimal digits, as it may be larger than a double can tell apart. Compared as a number. */
export type EventId = string;

/** An event as its sender hands it over. */
export type SentEvent = {
  /** What it is about, in the sender's words. */
  readonly foreignId: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** An event as receivers are given it. */
export type StreamedEvent = SentEvent & {
  /** Rises from event to event of a topic. */
  readonly id: EventId;
  /** When it was appended, by the clock that the subject declares; milliseconds since the epoch. */
  readonly createdAtMs: number;
};

/** Whoever appends events to one topic. */
export type EventSender = {
  /** Appends an event to the topic. It waits for no receiver. */
  send(event: SentEvent): Promise<void>;
};

/** An event that a receiver was given, and the way to say that it is done with it. */
export type Received = {
  readonly event: StreamedEvent;
  /** Moves the name's position behind the event, unless it is there already. */
  acknowledge(): Promise<void>;
};

/** Whoever is given the events of one topic, under one name. */
export type EventReceiver = {
  /**
   * The first event that the name has not acknowledged; waits until there is one. It rejects with the signal's reason when
   * that is aborted, before or while it waits, and with a `ReceiverClosed` when the receiver is.
   */
  receive(signal: AbortSignal): Promise<Received>;
  /** Ends whoever waits. Closing twice is nothing. */
  close(): Promise<void>;
};

/**
 * What an event streamer must offer to be judged. A call rejects when it failed or when its outcome is unknown; the harness
 * tells the two apart by the error, as in the scheduler contract.
 */
export type EventStreamerAdapter = {
  sender(topic: Topic): Promise<EventSender>;
  /**
   * Joins a topic under a name, at the position that the name has there. A name that has none begins with the first
   * event that is kept, or with `fromLatest` behind the last one that there is at this moment.
   */
  receiver(
    topic: Topic,
    name: ReceiverName,
    options: { readonly fromLatest: boolean },
  ): Promise<EventReceiver>;
  /** How many events of a topic are kept. */
  kept(topic: Topic): Promise<number>;
  close(): Promise<void>;
};

/** Whoever waited at a receiver that was closed is told by this error, known by its name. */
export class ReceiverClosed extends Error {
  override readonly name = "ReceiverClosed";
}

/** What an event streamer can do. Declared, never probed. */
export type EventStreamerCapability =
  /** Events and positions outlive the process, and receivers may be in several. */
  | "durable"
  /** Claims to work on Redis Cluster. */
  | "cluster";

/** What a subject promises about time, about rest, and about what it keeps. It is held to exactly this. */
export type EventStreamerDeclaration = {
  /** How long after a send, a cancellation or a closing whoever waits is awake, in milliseconds, without trouble. */
  readonly wakeMsMax: number;
  /** What a process may do while all its receivers wait for nothing but events. */
  readonly idle: {
    /** How often code of the subject may run, and how many commands it may send, in a minute for each receiver. */
    readonly turnsPerMinute: number;
    readonly commandsPerMinute: number;
    /** How many of these commands are sent together, when it looks again. One unless it is said. */
    readonly commandsAtOnce?: number;
    /** How many timers may be set for each receiver. */
    readonly timers: number;
    /** How many connections it may have to one node, for each receiver that is open, and as many besides. None unless it is said. */
    readonly connections?: number;
  };
  /** How many events of a topic are kept at most; null: all of them. Approximate ones may be so many more, as a part. */
  readonly retention: { readonly eventsMax: number; readonly slack: number } | null;
  /** Whose clock `createdAtMs` is from. */
  readonly createdBy: "sender" | "server";
  /** What the acknowledgement of a send and of an acknowledgement means. Received by the master unless it is said. */
  readonly durability?: Readonly<Partial<Record<"send" | "acknowledge", Acknowledgement>>>;
};
