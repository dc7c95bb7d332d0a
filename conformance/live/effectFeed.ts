import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { until } from "../cluster/until.ts";

/** What one request, or the server by itself, has changed, as replicas are told: with every choice that it left to the server. */
export type Effect = {
  /** When it was heard, by the harness's clock: not before it was done. */
  readonly heardUs: number;
  /** Several in a transaction, which is one change. */
  readonly commands: readonly (readonly Bytes[])[];
};

const openMsMax = 20_000;
const newsMsMax = 5_000;
const againMs = 50;
/** A server takes a replica for dead that says nothing for repl-timeout. */
const aliveEveryMs = 1_000;

type Place = { readonly history: string; readonly offset: number };

/**
 * Hears what one server tells its replicas, by being one (PSYNC). MONITOR says who asked for what; this says what came of
 * it: the ids of entries, who of those that waited was given one, what has expired. It confirms nothing, so it is none that WAIT
 * counts.
 */
export class EffectFeed {
  readonly effects: Effect[] = [];
  readonly #node: RealNode;
  readonly #nowUs: () => number;
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #place: Place | null = null;
  #isClosed = false;
  /** What is being read: a transaction that is not over, and what is left of the bytes. */
  #open: (readonly Bytes[])[] | null = null;
  #rest = "";

  constructor(node: RealNode, nowUs: () => number) {
    this.#node = node;
    this.#nowUs = nowUs;
  }

  /** Listens; resolves when whatever is done from now on is heard. @throws Error when it does not come to that in time */
  async open(): Promise<void> {
    this.#drop();
    const failed = await until(() => this.#try(), openMsMax);
    if (failed !== null) throw new Error(`EffectFeed: ${this.#node.name}: ${failed}`);
  }

  /** Resolves when everything that the server has done so far was heard; false when it was not within five seconds. */
  async catchUp(): Promise<boolean> {
    const info = await this.#node.admin("INFO", "replication");
    const offset = Number(
      /master_repl_offset:(\d+)/.exec(typeof info === "string" ? info : "")?.[1],
    );
    const missing = await until(
      async () => ((this.#place?.offset ?? 0) >= offset ? null : "some"),
      newsMsMax,
    );
    return missing === null;
  }

  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #drop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.destroy();
    this.#rest = "";
    this.#open = null;
  }

  /** Asks to be told; null when that is granted, or else why not. */
  async #try(): Promise<string | null> {
    const socket = connect(this.#node.port, this.#node.host);
    socket.setEncoding("latin1");
    socket.on("error", () => {}); // it is closed then, which is all there is to know
    try {
      await once(socket, "connect");
    } catch {
      return "it cannot be reached";
    }
    this.#socket = socket;
    const isGranted = new Promise<string | null>((resolve) => {
      let head = "";
      let isAsked = false;
      /** The snapshot has come. */
      let isBehind = true;
      socket.on("data", (bytes: string) => {
        if (!isBehind) return this.#hear(bytes);
        head += bytes;
        if (!isAsked && head.includes("\n")) {
          // Whoever has an answer to come is refused.
          isAsked = true;
          head = "";
          const { history, offset } = this.#place ?? { history: "?", offset: -2 };
          socket.write(`PSYNC ${history} ${offset + 1}\r\n`);
          return;
        }
        const read = readHead(head, this.#place);
        if (read === null) return;
        if (typeof read === "string") {
          socket.destroy();
          return resolve(read);
        }
        isBehind = false;
        this.#place = read.place;
        resolve(null);
        this.#hear(head.slice(read.length));
      });
      socket.once("close", () => {
        resolve("the connection was closed");
        if (this.#socket === socket) this.#again();
      });
    });
    socket.write("REPLCONF capa psync2\r\n");
    const why = await isGranted;
    if (why === null)
      this.#timer ??= setInterval(() => this.#socket?.write("REPLCONF ACK 0\r\n"), aliveEveryMs);
    else if (this.#socket === socket) this.#socket = null;
    return why;
  }

  /** A server that gets another role, or is dead, breaks the connection. Whoever starts it again opens it again. */
  #again(): void {
    this.#drop();
    if (this.#isClosed) return;
    setTimeout(() => {
      if (this.#socket !== null || this.#isClosed || this.#node.state !== "up") return;
      void this.#try().then((why) => {
        if (why !== null && this.#socket === null) this.#again();
      });
    }, againMs).unref();
  }

  #hear(bytes: string): void {
    this.#rest += bytes;
    for (;;) {
      const [command, length] = readCommand(this.#rest) ?? [null, 0];
      if (command === null) return;
      this.#rest = this.#rest.slice(length);
      if (this.#place !== null)
        this.#place = { ...this.#place, offset: this.#place.offset + length };
      this.#take(command);
    }
  }

  #take(command: readonly Bytes[]): void {
    const name = command[0]?.toLowerCase() ?? "";
    if (name === "multi") {
      this.#open = [];
    } else if (name === "exec") {
      this.#tell(this.#open ?? []);
      this.#open = null;
    } else if (name !== "" && name !== "ping" && name !== "select" && name !== "replconf") {
      if (this.#open === null) this.#tell([command]);
      else this.#open.push(command);
    }
  }

  #tell(commands: readonly (readonly Bytes[])[]): void {
    if (commands.length > 0) this.effects.push({ heardUs: this.#nowUs(), commands });
  }
}

/** The answer to PSYNC with all that comes before the first command; null when more of it must come, a text when it is refused. */
function readHead(
  bytes: string,
  before: Place | null,
): { readonly place: Place; readonly length: number } | string | null {
  let at = 0;
  for (;;) {
    const end = bytes.indexOf("\n", at);
    if (end === -1) return null;
    const line = bytes.slice(at, end).trimEnd();
    at = end + 1;
    if (line === "") continue;
    const [word, history, offset] = line.split(" ");
    if (word === "+CONTINUE" && before !== null)
      return { place: { ...before, history: history ?? before.history }, length: at };
    if (word !== "+FULLRESYNC") return line;
    const place = { history: history ?? "", offset: Number(offset) };
    const length = /\$(\d+)\r\n/.exec(bytes.slice(at));
    if (length === null) return null;
    const all = at + length.index + length[0].length + Number(length[1]);
    return bytes.length < all ? null : { place, length: all };
  }
}

/** The first command of what a master tells, and how long it is; null when it is not all there. A bare line end is a sign of life. */
function readCommand(bytes: string): readonly [readonly Bytes[], number] | null {
  if (bytes.startsWith("\n")) return [[], 1];
  const head = /^\*(\d+)\r\n/.exec(bytes);
  if (head === null) return null;
  let at = head[0].length;
  const command: Bytes[] = [];
  for (let left = Number(head[1]); left > 0; left--) {
    const end = bytes.indexOf("\r\n", at);
    if (end === -1) return null;
    const from = end + 2;
    const until = from + Number(bytes.slice(at + 1, end));
    if (bytes.length < until + 2) return null;
    command.push(bytes.slice(from, until));
    at = until + 2;
  }
  return [command, at];
}
