import type {
  EventStreamerAdapter,
  EventStreamerCapability,
  EventStreamerDeclaration,
  Topic,
} from "../../spec/eventStreamer/contract.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { AdminCommand, Subject, SubjectContext } from "../subject.ts";

/** An implementation of the event-streamer contract that is put on trial. */
export type EventStreamerSubject = Subject & {
  readonly contract: "event-streamer";
  readonly capabilities: ReadonlySet<EventStreamerCapability>;
  readonly declares: EventStreamerDeclaration;
  /** Where its events lie, for whoever would spoil them; null when they are nowhere but in the process. */
  readonly layout: {
    readonly keyOf: (topic: Topic) => string;
    /** Appends to a topic what is no event. */
    readonly poison: (topic: Topic) => AdminCommand;
    /** Asks who reads a topic, and how many the reply names. */
    readonly readers: (topic: Topic) => AdminCommand;
    readonly countReaders: (reply: Reply) => number;
  } | null;
  /** A fresh handle in the current process, with whatever is kept there. Called again after each restart. */
  readonly open: (context: SubjectContext) => Promise<EventStreamerAdapter>;
};
