import type { Socket } from "node:net";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { ClientConnection, ClientTransport } from "../../sim/redis/clientConnection.ts";
import { outOfMemory, unsupported } from "../../sim/redis/errors.ts";
import { RequestParser } from "../../sim/redis/resp/requestParser.ts";
import type { ServedNode } from "./servedNode.ts";

/**
 * One real socket and the session behind it. What the session says in one turn of the event loop leaves in one write.
 *
 * It stops hearing requests while its session is blocked or nobody reads its answers, and stops reading the socket when
 * too much has come meanwhile; TCP then slows the other side down. Redis would buffer on.
 */
export class ServedClient implements ClientTransport {
  readonly remote: string;
  readonly session: ClientConnection;
  /** When a request was last heard, for CONFIG SET timeout. */
  heardAtMs = Date.now();
  /** Bytes that the operating system has not taken yet. */
  unsentBytes = 0;
  /** Bytes of requests that are not complete, or not heard yet. */
  heldBytes = 0;
  /** Since when the output is above the soft limit of its class; null while it is not. */
  aboveSoftLimitSinceMs: number | null = null;
  readonly #socket: Socket;
  readonly #served: ServedNode;
  readonly #parser: RequestParser;
  #out: Bytes = "";
  #isOver = false;

  constructor(socket: Socket, served: ServedNode) {
    this.#socket = socket;
    this.#served = served;
    this.remote = `${socket.remoteAddress ?? ""}:${socket.remotePort ?? 0}`;
    this.session = served.node.connect(this);
    this.#parser = new RequestParser(
      () => served.node.settings.protoMaxBulkLen,
      () => !this.session.isAuthenticated && !served.node.access.letsAllIn,
      served.node.profile.behaviour.spacesStayInline,
    );
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 300_000);
    socket.on("data", (chunk) => served.turn(() => this.#take(chunk)));
    socket.on("drain", () => served.turn(() => this.#recount()));
    // As Redis does: who sends no more gets what the operating system has taken so far.
    socket.on("end", () => socket.destroy());
    socket.on("error", () => {}); // "close" follows
    socket.on("close", () => served.turn(() => this.#closed()));
  }

  /** Whether the next request may be executed now. */
  get isHeard(): boolean {
    return !this.session.isBlocked && !this.#served.isCongested(this);
  }

  send(bytes: Bytes): void {
    if (this.#isOver) return;
    if (this.#out === "") this.#served.spoke.add(this);
    this.#out += bytes;
    if (this.#out.length >= writeBytesMax) this.flush();
  }

  close(): void {
    if (this.#isOver) return;
    this.flush();
    this.#isOver = true;
    this.#socket.destroySoon();
  }

  endServer(): void {
    this.#served.end();
  }

  /** Ends the connection with whatever was still to be sent. */
  cutOff(): void {
    this.#isOver = true;
    this.#served.doomed.add(this);
  }

  destroy(): void {
    this.session.disconnected();
    this.#socket.destroy();
  }

  /** Hands what was said to the operating system. */
  flush(): void {
    if (this.#out === "" || this.#isOver) return;
    const out = this.#out;
    this.#out = "";
    this.#socket.write(out, "latin1");
    this.#recount();
    this.#served.limitOutput(this);
  }

  /** Executes the requests that have come, as far as they may be heard. */
  hearOn(): void {
    while (!this.#isOver && this.isHeard) {
      const parsed = this.#parser.next();
      if (parsed === null) break;
      if (parsed.type === "protocolError") this.session.protocolError(parsed.message);
      else this.#execute(parsed.argv);
    }
    this.#served.recountHeld(this, this.#isOver ? 0 : this.#parser.heldBytes);
    if (this.#isOver) return;
    const isWaiting = !this.isHeard && this.heldBytes > 0;
    if (isWaiting) this.#served.unheard.add(this);
    if (isWaiting && this.heldBytes > unheardBytesMax) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #take(chunk: Buffer): void {
    if (this.#isOver) return;
    this.heardAtMs = Date.now();
    try {
      this.#parser.push(chunk.toString("latin1"));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // V8's longest string is 24 bytes shorter than Redis' longest bulk.
      this.#served.tell("a request was longer than 512 MB less some bytes; its client was cut off");
      return this.cutOff();
    }
    this.hearOn();
  }

  #execute(argv: Bytes[]): void {
    if (this.#served.isTooMuch(argv)) {
      this.#served.tell(
        "the process has no room for more data; commands that add some are refused",
      );
      return this.send(`-${outOfMemory.error}\r\n`);
    }
    try {
      this.session.receive(argv);
    } catch (error) {
      // A bug of ours, or a reply that no string of V8 can hold. Other clients are not to suffer for it.
      const what = `${argv[0]?.slice(0, 100)} (${error instanceof Error ? error.message : String(error)})`;
      this.#served.tell(`the model failed at ${what}`);
      this.send(`-${unsupported(what).error.replace(/[\r\n]+/g, " ")}\r\n`);
    }
  }

  #recount(): void {
    this.#served.recountUnsent(this, this.#socket.destroyed ? 0 : this.#socket.writableLength);
  }

  #closed(): void {
    this.#isOver = true;
    this.session.disconnected();
    this.#served.forget(this);
  }
}

/** So much output is written before the turn is over. */
const writeBytesMax = 1 << 20;
/** So many bytes of requests that are not heard yet may come before the socket is read no further. */
const unheardBytesMax = 1 << 20;
