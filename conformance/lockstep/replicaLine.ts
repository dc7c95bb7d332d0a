import type { Bytes } from "../../sim/redis/bytes.ts";
import { messageEnd } from "../differential/respMessage.ts";
import type { BlockingConnection } from "./blockingConnection.ts";

/** The connection of a real replica to what it takes for its master. */
export class ReplicaLine {
  readonly #connection: BlockingConnection;
  #heard: Bytes = "";

  constructor(connection: BlockingConnection) {
    this.#connection = connection;
  }

  /** Whom the replica has called, as "ADDRESS PORT"; null as long as it has not called anybody. */
  takeCall(): string | null {
    const bytes = this.#connection.readNow();
    if (bytes !== null) this.#heard += bytes;
    const end = this.#heard.indexOf("\n");
    if (end === -1) return null;
    const called = this.#heard.slice(0, end);
    this.#heard = this.#heard.slice(end + 1);
    return called;
  }

  /** Answers as a master does who lets everybody in, until the replica asks to be synchronised; null when it does not. */
  greet(): Bytes | null {
    for (;;) {
      const end = this.#heard === "" ? -1 : messageEnd(this.#heard, 0);
      if (end === -1) {
        const bytes = this.#connection.read();
        if (bytes === null) return null;
        this.#heard += bytes;
        continue;
      }
      const request = this.#heard.slice(0, end);
      this.#heard = this.#heard.slice(end);
      if (/^\*\d+\r\n\$5\r\nPSYNC\r\n/.test(request)) return request;
      this.#connection.write(request.includes("\r\nPING\r\n") ? "+PONG\r\n" : "+OK\r\n");
    }
  }

  /** Gives the replica something, and takes what it says: nobody needs it. */
  write(bytes: Bytes): void {
    this.#connection.readNow();
    this.#connection.write(bytes);
  }

  close(): void {
    this.#connection.close();
  }
}
