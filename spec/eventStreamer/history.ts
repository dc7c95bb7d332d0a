import type { Outcome } from "../outcome.ts";
import type { WorldEvent } from "../worldEvent.ts";
import type {
  EventId,
  EventStreamerCapability,
  EventStreamerDeclaration,
  ReceiverName,
  SentEvent,
  StreamedEvent,
  Topic,
} from "./contract.ts";

/** Milliseconds since the Unix epoch by the reference clock. */
type Millis = number;

/** What is asked of a sender or a receiver. */
export type StreamerCall =
  | {
      readonly name: "open";
      readonly receiver: string;
      readonly topic: Topic;
      readonly as: ReceiverName;
      readonly fromLatest: boolean;
    }
  | { readonly name: "send"; readonly topic: Topic; readonly event: SentEvent }
  /** `isCancelled`: its signal was aborted before it was called. */
  | { readonly name: "receive"; readonly receiver: string; readonly isCancelled: boolean }
  | { readonly name: "acknowledge"; readonly receiver: string; readonly id: EventId }
  | { readonly name: "close"; readonly receiver: string };

/** `ended`: the wait is over without an event, with the reason of its signal, or because the receiver was closed. */
export type StreamerAnswer =
  null | { readonly event: StreamedEvent } | { readonly ended: "cancelled" | "closed" };

/** One thing that could be observed of a run of an event streamer. */
export type EventStreamerEvent =
  | {
      readonly type: "invoked";
      readonly at: Millis;
      readonly process: string;
      readonly op: number;
      readonly call: StreamerCall;
      /** What the process' own clock said. */
      readonly clockMs: Millis;
    }
  | {
      readonly type: "returned";
      readonly at: Millis;
      readonly process: string;
      readonly op: number;
      readonly name: StreamerCall["name"];
      readonly outcome: Outcome<StreamerAnswer>;
      readonly clockMs: Millis;
      /** Of a receive: how often somebody began to listen to its signal. */
      readonly watched?: number;
      /** A node that had been replaced before may have carried out something of it, which is true nowhere else. */
      readonly aside?: true;
    }
  /** A receiver cancelled its wait. */
  | {
      readonly type: "cancelled";
      readonly at: Millis;
      readonly process: string;
      readonly op: number;
    }
  /**
   * Nothing was asked of a process from `fromAt` until now but what waits, and nothing reached it. What it did all the same:
   * how often its code ran, the commands it sent; and what it had set.
   */
  | {
      readonly type: "rest";
      readonly at: Millis;
      readonly fromAt: Millis;
      readonly process: string;
      /** The operations that waited all the while. */
      readonly waiting: readonly number[];
      readonly turns: number;
      readonly commands: number;
      readonly timers: number;
      /** Those who listen to signals of waits that are over. */
      readonly listeners: number;
      /** Its open connections, to the node to which it has most; where subjects have any. */
      readonly connections?: number;
      /** The streamer itself was closed. */
      readonly hasLeft?: true;
    }
  /** Code of a wait ran, so many continuations, and the wait is not over: since the last such event, or its beginning. */
  | {
      readonly type: "stirred";
      readonly at: Millis;
      readonly process: string;
      readonly op: number;
      readonly times: number;
    }
  /** A process ran without end in one instant, and was stopped. */
  | {
      readonly type: "spun";
      readonly at: Millis;
      readonly process: string;
      readonly op: number | null;
    }
  /** Somebody appended what is no event. */
  | { readonly type: "poisoned"; readonly at: Millis; readonly topic: Topic }
  /** How many readers of a topic are still known when all has been closed, where that is kept somewhere. */
  | { readonly type: "readers"; readonly at: Millis; readonly topic: Topic; readonly count: number }
  /** How many events of a topic were kept. */
  | { readonly type: "kept"; readonly at: Millis; readonly topic: Topic; readonly count: number }
  | WorldEvent;

/** What could be observed of one run of an event streamer, in order. */
export type EventStreamerHistory = readonly EventStreamerEvent[];

/** Everything that a rule of the event-streamer contract may look at. */
export type EventStreamerTrial = {
  readonly history: EventStreamerHistory;
  readonly capabilities: ReadonlySet<EventStreamerCapability>;
  readonly declares: EventStreamerDeclaration;
};
