import type {
  EventReceiver,
  EventSender,
  EventStreamerAdapter,
  ReceiverName,
  SentEvent,
  Topic,
} from "../../../spec/eventStreamer/contract.ts";
import type { SubjectContext } from "../../subject.ts";
import { PatientClient } from "./patientClient.ts";
import { fieldsOf } from "./entry.ts";
import type { StreamsParts } from "./streamsParts.ts";
import { StreamsReceiver } from "./streamsReceiver.ts";
import { TopicWatch } from "./topicWatch.ts";

/** An event streamer over Redis: a stream for each topic, in it a group for each name, and one read that waits for each topic. */
export class StreamsStreamer implements EventStreamerAdapter {
  readonly parts: StreamsParts;
  readonly context: SubjectContext;
  /** For everything that does not wait. */
  readonly client: PatientClient;
  readonly #watches = new Map<string, { readonly watch: TopicWatch; users: number }>();
  readonly #receivers = new Set<StreamsReceiver>();

  constructor(context: SubjectContext, parts: StreamsParts) {
    this.parts = parts;
    this.context = context;
    this.client = new PatientClient(context, parts.scripts);
  }

  get openReceivers(): number {
    return this.#receivers.size;
  }

  sender(topic: Topic): Promise<EventSender> {
    const { keyOf, trim } = this.parts;
    const key = keyOf(topic);
    const send = async (event: SentEvent): Promise<void> => {
      await this.client.call(key, ["XADD", key, ...trim, "*", ...fieldsOf(event)]);
    };
    return Promise.resolve({ send });
  }

  async receiver(
    topic: Topic,
    name: ReceiverName,
    { fromLatest }: { readonly fromLatest: boolean },
  ): Promise<EventReceiver> {
    const key = this.parts.keyOf(topic);
    const receiver = new StreamsReceiver(this, key, name, { watch: this.#watch(key), fromLatest });
    this.#receivers.add(receiver);
    try {
      if (this.parts.opensAt === "opening") await receiver.begin();
    } catch (error) {
      await receiver.close();
      throw error;
    }
    return receiver;
  }

  async kept(topic: Topic): Promise<number> {
    const key = this.parts.keyOf(topic);
    return Number(await this.client.call(key, ["XLEN", key]));
  }

  async close(): Promise<void> {
    for (const receiver of this.#receivers) await receiver.close();
    this.client.disconnect();
  }

  /** A receiver was closed. What watches its topic ends with the last one of the topic. */
  left(receiver: StreamsReceiver): void {
    const { key } = receiver;
    this.#receivers.delete(receiver);
    const used = this.#watches.get(key);
    if (used === undefined || --used.users > 0) return;
    this.#watches.delete(key);
    used.watch.close();
  }

  #watch(key: string): TopicWatch {
    let used = this.#watches.get(key);
    if (used === undefined) {
      used = { watch: new TopicWatch(this.context, key, this.parts.blockMs), users: 0 };
      this.#watches.set(key, used);
    }
    used.users++;
    return used.watch;
  }
}
