import { readSync, writeSync } from "node:fs";
import { Socket } from "node:net";
import type { Bytes } from "../../sim/redis/bytes.ts";
import { watchdog } from "./watchdog.ts";

/** What Node's own class for a connected socket has, and its types do not tell. */
type Handle = { readonly fd: number; readonly setBlocking: (isBlocking: boolean) => number };

const chunk = Buffer.allocUnsafe(1 << 18);

/**
 * A connection to a server whose answers are waited for where they are needed: the simulated world is synchronous, and
 * nothing else may happen in it until the real answer is there.
 *
 * Node opens the socket and closes it, and never reads it; in between it is read and written with the plain system
 * calls. It is a socket of the file system, as only those are connected when `connect` returns. A round trip takes some
 * 20 us, where one over a thread that waits for us takes several times that.
 */
export class BlockingConnection {
  readonly #socket = new Socket();
  readonly #handle: Handle;
  readonly #pid: number;
  #isOpen = true;

  /**
   * @param path where it listens; when nobody does, that is told as by a server that closes at once.
   * @param pid the server's process, which is ended when it is silent for too long
   */
  constructor(path: string, pid: number) {
    this.#pid = pid;
    this.#socket.on("error", () => {}); // a server that is gone is told where it is read
    this.#socket.pause();
    this.#socket.connect({ path });
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked below
    const handle = Reflect.get(this.#socket, "_handle") as Handle | null;
    if (handle === null || typeof handle.fd !== "number" || handle.fd < 0)
      throw new Error(`BlockingConnection: no socket for ${path}; this Node has no handle.fd`);
    this.#handle = handle;
    handle.setBlocking(true);
  }

  write(bytes: Bytes): void {
    if (!this.#isOpen) return;
    const all = Buffer.from(bytes, "latin1");
    try {
      for (let at = 0; at < all.length;) at += writeSync(this.#handle.fd, all, at);
    } catch (error) {
      if (!isGone(error)) throw error;
      // Its last words are still to be read.
    }
  }

  /** Waits until something has come. Null when the server has closed. */
  read(): Bytes | null {
    if (!this.#isOpen) return null;
    watchdog.begin(this.#pid);
    try {
      const length = readSync(this.#handle.fd, chunk);
      return length === 0 ? null : chunk.toString("latin1", 0, length);
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    } finally {
      watchdog.end();
    }
  }

  /** What has come already: "" when nothing has, null when the server has closed. */
  readNow(): Bytes | null {
    if (!this.#isOpen) return null;
    this.#handle.setBlocking(false);
    try {
      return this.read();
    } catch (error) {
      if (codeOf(error) === "EAGAIN") return "";
      throw error;
    } finally {
      this.#handle.setBlocking(true);
    }
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#socket.destroy();
  }
}

const isGone = (error: unknown): boolean => {
  const code = codeOf(error);
  // EINVAL is what reading a socket says that was refused.
  return ["ECONNRESET", "EPIPE", "ENOTCONN", "EINVAL"].includes(String(code));
};

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : null;
