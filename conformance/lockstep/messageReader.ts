import type { Bytes } from "../../sim/redis/bytes.ts";
import { messageEnd } from "../differential/respMessage.ts";
import { ServerTrouble } from "../cluster/serverTrouble.ts";
import type { BlockingConnection } from "./blockingConnection.ts";

/** Cuts what comes over a connection into messages. */
export class MessageReader {
  readonly #connection: BlockingConnection;
  readonly #who: string;
  #rest: Bytes = "";
  #isClosed = false;

  /** @param who is at the other end, for messages. */
  constructor(connection: BlockingConnection, who: string) {
    this.#connection = connection;
    this.#who = who;
  }

  /** The messages in some bytes that hold nothing else. */
  static messagesIn(bytes: Bytes): readonly Bytes[] {
    const messages: Bytes[] = [];
    for (let at = 0; at < bytes.length;) {
      const end = messageEnd(bytes, at);
      if (end === -1) throw new RangeError(`messagesIn: half a message: ${bytes.slice(at)}`);
      messages.push(bytes.slice(at, end));
      at = end;
    }
    return messages;
  }

  /** The server has closed, and what it said before has been read. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Whether something has come that nobody has asked for yet, be it the end. */
  hasMore(): boolean {
    this.takeIn();
    return this.#rest !== "" || this.#isClosed;
  }

  write(bytes: Bytes): void {
    this.#connection.write(bytes);
  }

  /**
   * Whether exactly these bytes come next; then they are taken. It is the fast way for what is nearly always so: nothing
   * is cut unless something else comes.
   */
  isNext(bytes: Bytes): boolean {
    while (this.#rest.length < bytes.length) {
      // What is no beginning of it never becomes it, and may be shorter.
      if (!bytes.startsWith(this.#rest) || !this.#readMore()) return false;
    }
    if (!this.#rest.startsWith(bytes)) return false;
    this.#rest = this.#rest.slice(bytes.length);
    return true;
  }

  /**
   * The next message, waited for; null when the server has closed before.
   *
   * @throws ServerTrouble SERVER_GARBAGE when it says something else than messages.
   */
  next(): Bytes | null {
    for (;;) {
      const end = this.#rest === "" ? -1 : this.#end();
      if (end !== -1) {
        const message = this.#rest.slice(0, end);
        this.#rest = this.#rest.slice(end);
        return message;
      }
      if (!this.#readMore()) return null;
    }
  }

  /** Takes in what has come already, without waiting. */
  takeIn(): void {
    for (;;) {
      const bytes = this.#connection.readNow();
      if (bytes === null) this.#isClosed = true;
      if (bytes === null || bytes === "") return;
      this.#rest += bytes;
    }
  }

  /** What was taken in beyond the messages that were asked for. */
  takeRest(): Bytes {
    const rest = this.#rest;
    this.#rest = "";
    return rest;
  }

  close(): void {
    this.#connection.close();
  }

  #end(): number {
    try {
      return messageEnd(this.#rest, 0);
    } catch {
      const said = JSON.stringify(this.#rest.slice(0, 60));
      throw new ServerTrouble(
        "SERVER_GARBAGE",
        `${this.#who} answered ${said}; a reply of Redis would be right`,
      );
    }
  }

  #readMore(): boolean {
    const bytes = this.#connection.read();
    if (bytes === null) this.#isClosed = true;
    else this.#rest += bytes;
    return bytes !== null;
  }
}
