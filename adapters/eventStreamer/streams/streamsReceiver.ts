import {
  type EventReceiver,
  type Received,
  ReceiverClosed,
  type ReceiverName,
} from "../../../spec/eventStreamer/contract.ts";
import { Ending } from "./ending.ts";
import { arrayIn, entryOf, eventIn, UnreadableEntry } from "./entry.ts";
import { limits } from "./limits.ts";
import type { Look } from "./streamsParts.ts";
import type { StreamsStreamer } from "./streamsStreamer.ts";
import type { TopicWatch } from "./topicWatch.ts";

/** What a node answers because of the state that it is in; it will be over. */
const passing =
  /^(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|READONLY|LOADING|MASTERDOWN|NOREPLICAS|UNBLOCKED|BUSY|OOM|MISCONF|NOGROUP)\b/;

/** There is one reader for each name; who of its receivers it is makes no difference. */
export const consumer = "reader";

/** One receiver: it looks, and when there is nothing it waits until it is told to look again. */
export class StreamsReceiver implements EventReceiver {
  readonly streamer: StreamsStreamer;
  readonly key: string;
  readonly name: ReceiverName;
  readonly watch: TopicWatch;
  readonly #closing = new AbortController();
  /** Where the name begins; null when it has been given its position. */
  #begins: "$" | "0" | null;

  constructor(
    streamer: StreamsStreamer,
    key: string,
    name: ReceiverName,
    { watch, fromLatest }: { readonly watch: TopicWatch; readonly fromLatest: boolean },
  ) {
    this.streamer = streamer;
    this.key = key;
    this.name = name;
    this.watch = watch;
    this.#begins = fromLatest ? "$" : "0";
  }

  /** Gives the name its position, unless it has one. */
  async begin(): Promise<void> {
    if (this.#begins === null) return;
    await this.streamer.client.run("open", this.key, [this.name, this.#begins]);
    this.#begins = null;
  }

  async receive(signal: AbortSignal): Promise<Received> {
    signal.throwIfAborted();
    this.#closing.signal.throwIfAborted();
    const ending = new Ending([signal, this.#closing.signal]);
    try {
      return await this.#next(ending);
    } finally {
      ending.dispose();
    }
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new ReceiverClosed("receive: the receiver is closed; open another"));
    this.streamer.parts.closed(this);
  }

  /** @param as the consumer of the name's group that it reads as */
  async look(as = consumer): Promise<Look> {
    const reply = await this.streamer.client.run("look", this.key, [this.name, as]);
    return Array.isArray(reply) ? entryOf(arrayIn(reply)) : { after: String(reply) };
  }

  async acknowledge(id: string): Promise<void> {
    await this.streamer.client.run("acknowledge", this.key, [this.name, id]);
  }

  leaveTopic(): void {
    this.streamer.left(this);
  }

  /** Looks and waits by turns. What a node cannot do now it can do later, so errors of that kind end nothing. */
  async #next(ending: Ending): Promise<Received> {
    const { parts } = this.streamer;
    for (let errors = 0; ;) {
      try {
        await ending.orEnd(this.begin());
        const found = await ending.orEnd(parts.look(this, ending));
        if ("after" in found) {
          await parts.park(this, found.after, ending);
          // Not before: looking and waiting are done on two connections, and the other one may be in trouble.
          errors = 0;
          continue;
        }
        const event = eventIn(found);
        if (event !== null) return { event, acknowledge: () => parts.acknowledge(this, found.id) };
        await ending.orEnd(parts.unreadable(this, found));
      } catch (error) {
        if (ending.isOver || !isPassing(error)) throw error;
        // With the data the positions are gone, of all names. What is kept is given again, so that nothing is missed.
        if (error instanceof Error && error.message.startsWith("NOGROUP")) this.#begins = "0";
        const { min, max } = limits.retryMs;
        // Not all at once: what one receiver finds out, all of its topic do.
        await ending.pause(Math.min(max, min * 2 ** errors++) * (1 - Math.random() / 2));
      }
    }
  }
}

function isPassing(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof UnreadableEntry) return false;
  return error.name !== "ReplyError" || passing.test(error.message);
}
