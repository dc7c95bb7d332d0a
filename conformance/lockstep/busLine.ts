import type { Bytes } from "../../sim/redis/bytes.ts";
import type { BlockingConnection } from "./blockingConnection.ts";
import { beginningLength, lengthOf, publishedIn, type Published } from "./busMessages.ts";

/** A connection that a real node has made to another one's bus, as that other one. */
export class BusLine {
  readonly #connection: BlockingConnection;
  #rest: Bytes;
  #published: Published[] = [];

  /** @param heard what the node has said over it already. */
  constructor(connection: BlockingConnection, heard: Bytes) {
    this.#connection = connection;
    this.#rest = heard;
    this.#sort();
  }

  write(message: Bytes): void {
    this.#connection.write(message);
  }

  /** Takes in what has come, without waiting. False when the node has closed the connection. */
  takeIn(): boolean {
    for (;;) {
      const bytes = this.#connection.readNow();
      if (bytes === null || bytes === "") return bytes !== null;
      this.#rest += bytes;
      this.#sort();
    }
  }

  /**
   * Whether the node has told this to the other one's subscribers. What it told before, which never set out on the model,
   * is forgotten.
   */
  hasPublished({ type, channel, message }: Published): boolean {
    this.takeIn();
    const at = this.#published.findIndex(
      (each) => each.type === type && each.channel === channel && each.message === message,
    );
    this.#published = this.#published.slice(at + 1);
    return at !== -1;
  }

  close(): void {
    this.#connection.close();
  }

  /** Of all that it says only what it publishes is of interest. */
  #sort(): void {
    while (this.#rest.length >= beginningLength) {
      const length = lengthOf(this.#rest);
      if (this.#rest.length < length) return;
      const published = publishedIn(this.#rest.slice(0, length));
      if (published !== null) this.#published.push(published);
      this.#rest = this.#rest.slice(length);
    }
  }
}
