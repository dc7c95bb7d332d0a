import { setTimeout as sleep } from "node:timers/promises";
import type { EventStreamerSubject } from "../subject.ts";
import { park, soundParts, wakeAll } from "../memory/memoryParts.ts";
import { memoryStreamer } from "../memory/memorySubject.ts";

/** The streamer in memory with one defect each. */
export const brokenMemory: readonly EventStreamerSubject[] = [
  memoryStreamer({
    name: "broken/spins",
    summary: "looks again at once when there is nothing, and never rests",
    breaks: "ES-17",
    parts: {
      wait: async (_receiver, signal) => {
        await Promise.resolve();
        signal.throwIfAborted();
      },
    },
  }),
  memoryStreamer({
    name: "broken/sleepsAndPolls",
    summary: "looks again every 10 ms, a hundred times a second for each receiver",
    breaks: "ES-1",
    parts: {
      wait: async (_receiver, signal) => {
        await sleep(10, undefined, { signal });
      },
    },
  }),
  memoryStreamer({
    name: "broken/parksAfterALook",
    summary: "rests for a moment between the look at the log and its place among those who wait",
    breaks: "ES-2",
    parts: {
      async wait(receiver, signal) {
        await sleep(1, undefined, { signal });
        await park(receiver, signal);
      },
    },
  }),
  memoryStreamer({
    name: "broken/leavesItsWatcher",
    summary: "goes on listening to the signal after an event has come",
    breaks: "ES-12",
    parts: {
      wait: (receiver, signal) => {
        signal.addEventListener("abort", () => {});
        return park(receiver, signal);
      },
    },
  }),
  memoryStreamer({
    name: "broken/watchesEveryReceive",
    summary: "listens to the signal before it looks whether there is anything to wait for",
    breaks: "ES-13",
    parts: {
      beforeLooking(receiver, signal) {
        soundParts.beforeLooking?.(receiver, signal);
        const onAbort = (): void => {};
        signal.addEventListener("abort", onAbort);
        queueMicrotask(() => signal.removeEventListener("abort", onAbort));
      },
    },
  }),
  memoryStreamer({
    name: "broken/wakesEverybody",
    summary: "wakes all who wait with every send, whatever topic they wait for",
    breaks: "ES-5",
    parts: {
      wake({ logs }) {
        for (const { waiters } of logs.values()) wakeAll(waiters);
      },
    },
  }),
  memoryStreamer({
    name: "broken/acknowledgementRewinds",
    summary: "sets the position to what was acknowledged last, also when it was further",
    breaks: "ES-8",
    parts: { acknowledged: (_before, id) => id },
  }),
  memoryStreamer({
    name: "broken/positionsByName",
    summary: "keeps one position for a name, whatever the topic",
    breaks: "ES-9",
    parts: { positionKey: (_topic, name) => name },
  }),
  memoryStreamer({
    name: "broken/latestAtFirstReceive",
    summary: "finds out which event is the latest when it is first asked for one",
    breaks: "ES-10",
    parts: { startsWhen: "first-receive" },
  }),
  memoryStreamer({
    name: "broken/closesSilently",
    summary: "tells nobody who waits that the receiver was closed",
    breaks: "ES-11",
    parts: { closed: () => {} },
  }),
  memoryStreamer({
    name: "broken/overlooksCancelled",
    summary: "gives an event to whoever had cancelled before asking",
    breaks: "ES-3",
    parts: {
      beforeLooking: (receiver, signal) => {
        if (!receiver.hasNext()) signal.throwIfAborted();
      },
    },
  }),
  memoryStreamer({
    name: "broken/keepsEverything",
    summary: "never forgets an event",
    breaks: "ES-16",
    parts: { eventsMax: null },
  }),
];
