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
    name: "broken/wakesOne",
    summary: "wakes only one of those who wait, though each name has a right to the event",
    breaks: "ES-2",
    parts: {
      wake(_streamer, { waiters }) {
        const [first] = waiters;
        first?.wake();
      },
    },
  }),
  memoryStreamer({
    name: "broken/parksBeforeItLooks",
    summary: "waits for the next send before it looks at the log for the first time",
    breaks: "ES-4",
    parts: { looksFirst: false },
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
    name: "broken/acknowledgesAll",
    summary: "takes the acknowledgement of an event for that of all that there are",
    breaks: "ES-6",
    parts: { acknowledged: (_before, id, { events }) => BigInt(events.at(-1)?.id ?? id) },
  }),
  memoryStreamer({
    name: "broken/movesWhenItGives",
    summary: "moves the position when an event is given, before anybody is done with it",
    breaks: "ES-7",
    parts: {
      giving({ streamer, key }, event) {
        streamer.positions.set(key, BigInt(event.id));
        return event;
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
    name: "broken/sendWaits",
    summary: "holds a sender up for 20 ms, so that those who wait can come first",
    breaks: "ES-14",
    parts: {
      async wake(_streamer, { waiters }) {
        wakeAll(waiters);
        await sleep(20);
      },
    },
  }),
  memoryStreamer({
    name: "broken/datesWhenItGives",
    summary: "says of an event that it was created when it is given",
    breaks: "ES-15",
    parts: { giving: (_receiver, event) => ({ ...event, createdAtMs: Date.now() }) },
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
