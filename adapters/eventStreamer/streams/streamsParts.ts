import type { Topic } from "../../../spec/eventStreamer/contract.ts";
import type { Ending } from "./ending.ts";
import type { StreamEntry } from "./entry.ts";
import { limits } from "./limits.ts";
import { scripts, type StreamsScripts } from "./scripts.ts";
import type { StreamsReceiver } from "./streamsReceiver.ts";

/** What a look brought: the first entry that the name is not done with, or the last one of the stream. */
export type Look = StreamEntry | { readonly after: string };

/** What a broken streamer does in its own way. */
export type StreamsParts = {
  readonly scripts: StreamsScripts;
  readonly keyOf: (topic: Topic) => string;
  /** How XADD shortens the stream. */
  readonly trim: readonly string[];
  /** When a name is given its position. */
  readonly opensAt: "opening" | "first-receive";
  readonly blockMs: number;
  readonly look: (receiver: StreamsReceiver, ending: Ending) => Promise<Look>;
  /** Comes back when it is worth looking again. @throws when the wait is over, or what Redis could not do */
  readonly park: (receiver: StreamsReceiver, after: string, ending: Ending) => Promise<void>;
  /** What becomes of an entry that nobody can read. The receiver looks again then. */
  readonly unreadable: (receiver: StreamsReceiver, entry: StreamEntry) => Promise<void>;
  readonly acknowledge: (receiver: StreamsReceiver, id: string) => Promise<void>;
  /** What is left to be done when a receiver is closed, besides ending whoever waits in it. */
  readonly closed: (receiver: StreamsReceiver) => void;
};

/** The parts that keep every promise. */
export const soundParts: StreamsParts = {
  scripts,
  keyOf: (topic) => `{${topic}}:events`,
  trim: ["MAXLEN", "=", String(limits.eventsMax)],
  opensAt: "opening",
  blockMs: limits.blockMs,
  look: (receiver) => receiver.look(),
  async park({ watch }, after, ending) {
    const place = watch.enter(after);
    try {
      await ending.orEnd(place.woken);
    } finally {
      place.leave();
    }
  },
  unreadable: (receiver, { id }) => receiver.acknowledge(id),
  acknowledge: (receiver, id) => receiver.acknowledge(id),
  closed: (receiver) => receiver.leaveTopic(),
};
