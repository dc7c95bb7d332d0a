import { randomUUID } from "node:crypto";
import { arrayIn, entryIn, entryOf, isBefore, UnreadableEntry } from "../streams/entry.ts";
import type { Ending } from "../streams/ending.ts";
import { limits } from "../streams/limits.ts";
import { PatientClient } from "../streams/patientClient.ts";
import { scripts } from "../streams/scripts.ts";
import type { StreamsParts } from "../streams/streamsParts.ts";
import { consumer, type StreamsReceiver } from "../streams/streamsReceiver.ts";
import type { StreamsStreamer } from "../streams/streamsStreamer.ts";
import { streamsStreamer } from "../streams/streamsSubject.ts";
import type { EventStreamerSubject } from "../subject.ts";

/** The streamer over Redis Streams with one defect each. */
export const brokenStreams: readonly EventStreamerSubject[] = [
  streamsStreamer({
    name: "broken/readsWithoutBlock",
    summary: "asks Redis again at once when there is nothing, as it never lets it wait",
    breaks: "ES-1",
    parts: { park: () => Promise.resolve() },
  }),
  streamsStreamer({
    name: "broken/sleepsAndAsks",
    summary: "asks Redis again every 10 ms, a hundred times a second for each receiver",
    breaks: "ES-1",
    parts: { park: (_receiver, _after, ending) => ending.pause(10) },
  }),
  streamsStreamer({
    name: "broken/waitsForTheNext",
    summary: "waits for what comes after the read has begun (`$`), not after what it has seen",
    breaks: "ES-2",
    parts: { park: (receiver, _after, ending) => parkAlone(receiver, "$", ending) },
  }),
  streamsStreamer({
    name: "broken/sharesOneConnection",
    summary: "lets all reads of a process wait on one connection, one behind the other",
    breaks: "ES-2",
    parts: sharedConnection(),
  }),
  streamsStreamer({
    name: "broken/chokesOnPoison",
    summary: "tells of an entry that it cannot read, and is given the same one for ever",
    breaks: "ES-4",
    parts: {
      unreadable: (_receiver, { id }) => Promise.reject(new UnreadableEntry(id)),
    },
  }),
  streamsStreamer({
    name: "broken/readsThroughTheGroup",
    summary:
      "looks and reads in two steps, so that two receivers of a name are given an event each",
    breaks: "ES-6",
    parts: { look: lookInSteps, park: (_receiver, _after, ending) => ending.pause(1) },
  }),
  streamsStreamer({
    name: "broken/acknowledgesOnDelivery",
    summary: "reads with NOACK: an event is done with when it is given",
    breaks: "ES-7",
    parts: {
      scripts: {
        ...scripts,
        look: scripts.look.replace("'COUNT', 1,", "'COUNT', 1, 'NOACK',"),
      },
    },
  }),
  streamsStreamer({
    name: "broken/neverAsksForItsOwn",
    summary: "reads only what is new, and never what it was given and has not acknowledged",
    breaks: "ES-7",
    parts: {
      scripts: { ...scripts, look: scripts.look.replace("read('0')", "false") },
    },
  }),
  streamsStreamer({
    name: "broken/acknowledgementSetsPosition",
    summary: "sets the group to what was acknowledged last, also when it was further",
    breaks: "ES-8",
    parts: {
      async acknowledge({ streamer, key, name }, id) {
        await streamer.client.call(key, ["XACK", key, name, id]);
        await streamer.client.call(key, ["XGROUP", "SETID", key, name, id]);
      },
    },
  }),
  streamsStreamer({
    name: "broken/positionsOfNames",
    summary: "keeps one position for a name, at a key of its own, whatever the topic",
    breaks: "ES-9",
    parts: { look: lookBehindPosition, acknowledge: movePosition },
  }),
  streamsStreamer({
    name: "broken/latestAtFirstRead",
    summary: "gives a name its position when it reads for the first time",
    breaks: "ES-10",
    parts: { opensAt: "first-receive" },
  }),
  streamsStreamer({
    name: "broken/leavesItsConnection",
    summary: "opens a connection for each receiver, and leaves it open when that is closed",
    breaks: "ES-12",
    parts: { park: parkOnItsOwn },
  }),
  streamsStreamer({
    name: "broken/leavesItsConsumers",
    summary:
      "reads as another consumer with each receiver, and takes none of them out of the group",
    breaks: "ES-12",
    parts: { look: lookAsAnother },
  }),
  streamsStreamer({
    name: "broken/neverTrims",
    summary: "lets streams grow",
    breaks: "ES-16",
    parts: { trim: [] },
  }),
];

const read = (key: string, after: string): readonly string[] =>
  `XREAD COUNT 1 BLOCK ${limits.blockMs} STREAMS ${key} ${after}`.split(" ");

/** Waits on a connection that is opened for it. */
async function parkAlone({ streamer, key }: StreamsReceiver, after: string, ending: Ending) {
  const client = new PatientClient(streamer.context);
  try {
    await ending.orEnd(client.call(key, ["EXISTS", key]));
    await ending.orEnd(client.call(key, read(key, after), limits.blockMs));
  } finally {
    client.disconnect();
  }
}

const own = new WeakMap<StreamsReceiver, PatientClient>();

async function parkOnItsOwn(receiver: StreamsReceiver, after: string, ending: Ending) {
  const client = own.get(receiver) ?? new PatientClient(receiver.streamer.context);
  own.set(receiver, client);
  const { key } = receiver;
  await ending.orEnd(client.call(key, read(key, after), limits.blockMs));
}

function sharedConnection(): Partial<StreamsParts> {
  const shared = new WeakMap<StreamsStreamer, PatientClient>();
  return {
    async park({ streamer, key }, after, ending) {
      const client = shared.get(streamer) ?? new PatientClient(streamer.context);
      shared.set(streamer, client);
      await ending.orEnd(client.call(key, read(key, after), 10 * limits.blockMs));
    },
    closed(receiver) {
      receiver.leaveTopic();
      const { streamer } = receiver;
      if (streamer.openReceivers > 0) return;
      shared.get(streamer)?.disconnect();
      shared.delete(streamer);
    },
  };
}

const consumers = new WeakMap<StreamsReceiver, string>();

async function lookAsAnother(receiver: StreamsReceiver) {
  const as = consumers.get(receiver) ?? randomUUID();
  consumers.set(receiver, as);
  return receiver.look(as);
}

/** Own pending first, then whatever is new, which may be somebody else's next one by then. */
async function lookInSteps({ streamer, key, name }: StreamsReceiver, ending: Ending) {
  const group = ["XREADGROUP", "GROUP", name, consumer, "COUNT", "1"];
  const given = entryIn(await streamer.client.call(key, [...group, "STREAMS", key, "0"]));
  if (given !== null) return given;
  const block = ["BLOCK", String(limits.blockMs)];
  const command = [...group, ...block, "STREAMS", key, ">"];
  // On a connection of its own, as it keeps others waiting.
  const client = new PatientClient(streamer.context);
  try {
    await ending.orEnd(client.call(key, ["EXISTS", key]));
    const reply = await ending.orEnd(client.call(key, command, limits.blockMs));
    return entryIn(reply) ?? { after: "0-0" };
  } finally {
    client.disconnect();
  }
}

const positionOf = (name: string): string => `position:{${name}}`;

async function lookBehindPosition({ streamer, key, name }: StreamsReceiver) {
  const { client } = streamer;
  const position = await client.call(positionOf(name), ["GET", positionOf(name)]);
  const after = typeof position === "string" ? position : await beginningOf(streamer, key, name);
  const range = await client.call(key, ["XRANGE", key, `(${after}`, "+", "COUNT", "1"]);
  const [row] = arrayIn(range);
  return row === undefined ? { after } : entryOf(arrayIn(row));
}

/** Where the name begins in a topic, as it was opened. */
async function beginningOf({ client }: StreamsStreamer, key: string, name: string) {
  for (const group of arrayIn(await client.call(key, ["XINFO", "GROUPS", key]))) {
    const fields = arrayIn(group).map(String);
    if (fields[fields.indexOf("name") + 1] === name)
      return fields[fields.indexOf("last-delivered-id") + 1] ?? "0-0";
  }
  return "0-0";
}

async function movePosition({ streamer: { client }, name }: StreamsReceiver, id: string) {
  const key = positionOf(name);
  const before = await client.call(key, ["GET", key]);
  if (typeof before !== "string" || isBefore(before, id)) await client.call(key, ["SET", key, id]);
}
