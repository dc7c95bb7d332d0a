import type { Bytes } from "../../sim/redis/bytes.ts";
import { messageEnd } from "../differential/respMessage.ts";
import type { BlockingConnection } from "./blockingConnection.ts";

/** The connection of a real server over which it moves keys to another one (MIGRATE). */
export class MoveLine {
  readonly #connection: BlockingConnection;
  #heard: Bytes = "";
  #isGreeted = false;
  #isClosed = false;

  constructor(connection: BlockingConnection) {
    this.#connection = connection;
  }

  /** Whether the server keeps it: it gives one up that it has not needed for ten seconds. */
  isOpen(): boolean {
    if (this.#isClosed) return false;
    const bytes = this.#connection.readNow();
    if (bytes === null) this.close();
    else this.#heard += bytes;
    return !this.#isClosed;
  }

  /** The next thing that it asks of the other server, waited for; null when it asks no more. */
  nextRequest(): Bytes | null {
    for (;;) {
      if (!this.#isGreeted) this.#skipGreeting();
      const end = !this.#isGreeted || this.#heard === "" ? -1 : messageEnd(this.#heard, 0);
      if (end !== -1) {
        const request = this.#heard.slice(0, end);
        this.#heard = this.#heard.slice(end);
        return request;
      }
      const bytes = this.#connection.read();
      if (bytes === null) return null;
      this.#heard += bytes;
    }
  }

  write(bytes: Bytes): void {
    this.#connection.write(bytes);
  }

  close(): void {
    this.#isClosed = true;
    this.#connection.close();
  }

  /** It says first whom it calls. */
  #skipGreeting(): void {
    const end = this.#heard.indexOf("\n");
    if (end === -1) return;
    this.#heard = this.#heard.slice(end + 1);
    this.#isGreeted = true;
  }
}
