import type { Bytes } from "../../sim/redis/bytes.ts";
import type { BlockingConnection } from "./blockingConnection.ts";

type Expected = "replies" | "answer" | "payload" | "stream";

/** What a master says to one that stands for a replica: answers, then all of its data perhaps, then the stream. */
export class MasterWords {
  readonly #connection: BlockingConnection;
  #expected: Expected = "replies";
  #rest: Bytes = "";
  #mark: Bytes | null = null;
  #length: number | null = null;
  #stream: Bytes = "";
  /** The answer to PSYNC. */
  answer: Bytes | null = null;
  /** All data, as it came; null until all of it has come. */
  payload: Bytes | null = null;
  /** How much of the stream has come, in bytes. */
  streamed = 0;

  constructor(connection: BlockingConnection) {
    this.#connection = connection;
  }

  /** Whether the master counts it among its replicas. */
  get isReplica(): boolean {
    return this.#expected !== "replies";
  }

  write(bytes: Bytes): void {
    this.#connection.write(bytes);
  }

  /** Waits for a line; null when the master has closed. */
  reply(): Bytes | null {
    for (;;) {
      const end = this.#rest.indexOf("\r\n");
      if (end !== -1) {
        const line = this.#rest.slice(0, end + 2);
        this.#rest = this.#rest.slice(end + 2);
        return line;
      }
      const bytes = this.#connection.read();
      if (bytes === null) return null;
      this.#rest += bytes;
    }
  }

  /** PSYNC was asked: its answer comes next. */
  awaitAnswer(): void {
    this.#expected = "answer";
    this.answer = this.payload = this.#mark = this.#length = null;
  }

  /** Takes in what has come, without waiting. */
  takeIn(): void {
    for (;;) {
      const bytes = this.#connection.readNow();
      if (bytes === null || bytes === "") break;
      this.#rest += bytes;
    }
    this.#sort();
  }

  /** So many bytes of the stream, waited for; null when the master closes before. */
  take(length: number): Bytes | null {
    this.takeIn();
    while (this.#stream.length < length) {
      const bytes = this.#connection.read();
      if (bytes === null) return null;
      this.#rest += bytes;
      this.#sort();
    }
    const taken = this.#stream.slice(0, length);
    this.#stream = this.#stream.slice(length);
    return taken;
  }

  close(): void {
    this.#connection.close();
  }

  #sort(): void {
    if (this.#expected === "answer") this.#sortAnswer();
    if (this.#expected === "payload") this.#sortPayload();
    if (this.#expected !== "stream") return;
    this.#stream += this.#rest;
    this.streamed += this.#rest.length;
    this.#rest = "";
  }

  #sortAnswer(): void {
    // A master that prepares its data says by empty lines that it is there.
    const from = this.#rest.search(/[^\n]/);
    const end = this.#rest.indexOf("\r\n");
    if (from === -1 || end === -1) return;
    this.answer = this.#rest.slice(from, end + 2);
    this.#rest = this.#rest.slice(end + 2);
    if (this.answer.startsWith("+FULLRESYNC")) this.#expected = "payload";
    else this.#expected = this.answer.startsWith("+CONTINUE") ? "stream" : "replies";
  }

  #sortPayload(): void {
    if (this.#mark === null && this.#length === null) {
      this.#rest = this.#rest.replace(/^\n+/, "");
      const [header = "", length = ""] = /^\$(.*)\r\n/.exec(this.#rest) ?? [];
      if (header === "") return;
      if (length.startsWith("EOF:")) this.#mark = length.slice("EOF:".length);
      else this.#length = header.length + Number(length);
    }
    const header = this.#rest.indexOf("\r\n") + 2;
    const mark = this.#mark === null ? -1 : this.#rest.indexOf(this.#mark, header);
    if (this.#mark !== null && mark === -1) return;
    const end = this.#mark === null ? (this.#length ?? 0) : mark + this.#mark.length;
    if (this.#rest.length < end) return;
    this.payload = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    this.#expected = "stream";
  }
}
