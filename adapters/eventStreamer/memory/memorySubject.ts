import type { EventStreamerSubject } from "../subject.ts";
import { type MemoryParts, soundParts } from "./memoryParts.ts";
import { MemoryStreamer } from "./memoryStreamer.ts";

/** A subject in memory: the reference, with some parts replaced. */
export const memoryStreamer = ({
  name,
  summary,
  breaks,
  parts = {},
}: {
  readonly name: string;
  readonly summary: string;
  readonly breaks?: string;
  readonly parts?: Partial<MemoryParts>;
}): EventStreamerSubject => {
  const all = { ...soundParts, ...parts };
  return {
    name,
    contract: "event-streamer",
    summary,
    ...(breaks === undefined ? {} : { breaks }),
    capabilities: new Set(),
    declares: {
      wakeMsMax: 1,
      idle: { turnsPerMinute: 0, commandsPerMinute: 0, timers: 0 },
      retention: { eventsMax: soundParts.eventsMax ?? 0, slack: 0 },
      createdBy: "sender",
      durability: { send: { means: "none" }, acknowledge: { means: "none" } },
    },
    topologies: ["standalone"],
    layout: null,
    open: () => Promise.resolve(new MemoryStreamer(all)),
  };
};

/** The event streamer in memory that keeps every rule. */
export const referenceMemory = memoryStreamer({
  name: "reference-memory",
  summary: "in memory: a log for each topic, receivers that park on a promise, no polling",
});
