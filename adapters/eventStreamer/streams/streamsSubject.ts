import type { EventStreamerSubject } from "../subject.ts";
import { arrayIn, poisonFields } from "./entry.ts";
import { limits } from "./limits.ts";
import { soundParts, type StreamsParts } from "./streamsParts.ts";
import { StreamsStreamer } from "./streamsStreamer.ts";

/** A subject over Redis Streams: the reference, with some parts replaced. */
export const streamsStreamer = ({
  name,
  summary,
  breaks,
  topologies,
  parts = {},
}: {
  readonly name: string;
  readonly summary: string;
  readonly breaks?: string;
  readonly topologies?: NonNullable<EventStreamerSubject["topologies"]>;
  readonly parts?: Partial<StreamsParts>;
}): EventStreamerSubject => {
  const all = { ...soundParts, ...parts };
  return {
    name,
    contract: "event-streamer",
    summary,
    ...(breaks === undefined ? {} : { breaks }),
    ...(topologies === undefined ? {} : { topologies }),
    capabilities: new Set(["durable", "cluster"] as const),
    declares: {
      wakeMsMax: limits.wakeMsMax,
      // A read that waits ends once in blockMs, and whoever waited for it looks again, and then reads.
      idle: {
        turnsPerMinute: 60,
        commandsPerMinute: 12,
        commandsAtOnce: 2,
        timers: 1,
        connections: 2,
      },
      retention: { eventsMax: limits.eventsMax, slack: 0 },
      createdBy: "server",
      durability: { send: { means: "received" }, acknowledge: { means: "received" } },
    },
    layout: {
      keyOf: all.keyOf,
      // Whoever appends shortens the stream, too.
      poison: (topic) => ["XADD", all.keyOf(topic), ...all.trim, "*", ...poisonFields],
      readers: (topic) => ["XINFO", "GROUPS", all.keyOf(topic)],
      countReaders: (reply) =>
        arrayIn(reply).reduce<number>((sum, group) => {
          const fields = arrayIn(group);
          return sum + Number(fields[fields.indexOf("consumers") + 1] ?? 0);
        }, 0),
    },
    open: (context) => Promise.resolve(new StreamsStreamer(context, all)),
  };
};

/** The event streamer over Redis Streams that keeps every rule. */
export const referenceStreams = streamsStreamer({
  name: "reference-streams",
  summary: "over Redis Streams: a group for each name, reads that wait, own pending first",
});
