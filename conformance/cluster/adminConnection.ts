import { connect, type Socket } from "node:net";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import { messageEnd, readMessage, type WireValue } from "../differential/respMessage.ts";
import { requestBytes } from "../differential/requestBytes.ts";
import { ServerTrouble } from "./serverTrouble.ts";

type Waiting = {
  readonly command: Bytes;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
};

/**
 * A connection of the harness to a server: it connects when it is first asked something, and again when it was cut. It
 * speaks RESP2. Every answer has its time; when that is up the connection is given up, because what comes later would
 * be taken for the answer to something else.
 */
export class AdminConnection {
  readonly #who: string;
  readonly #port: number;
  readonly #answerMsMax: number;
  #socket: Socket | null = null;
  #received: Bytes = "";
  #waiting: Waiting[] = [];

  /** @param who for messages, such as "redis-1 (127.0.0.1:7001)". */
  constructor(who: string, port: number, answerMsMax: number) {
    this.#who = who;
    this.#port = port;
    this.#answerMsMax = answerMsMax;
  }

  /** @throws ServerTrouble SERVER_GONE, SERVER_SILENT or SERVER_GARBAGE */
  ask(...argv: readonly Bytes[]): Promise<Reply> {
    return this.askWithin(this.#answerMsMax, ...argv);
  }

  askWithin(answerMsMax: number, ...argv: readonly Bytes[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const socket = (this.#socket ??= this.#connect());
      const [command = ""] = argv;
      const timer = setTimeout(() => {
        const what = `did not answer ${command} within ${answerMsMax} ms; a server that is not stopped or overloaded would`;
        this.#giveUp(socket, new ServerTrouble("SERVER_SILENT", `${this.#who} ${what}`));
      }, answerMsMax);
      this.#waiting.push({ command, resolve, reject, timer });
      socket.write(requestBytes(argv), "latin1");
    });
  }

  close(): void {
    if (this.#socket !== null) this.#giveUp(this.#socket, this.#gone("the connection was closed"));
  }

  #connect(): Socket {
    const socket = connect(this.#port, "127.0.0.1");
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: Bytes) => this.#receive(socket, chunk));
    socket.on("error", (error) => this.#giveUp(socket, this.#gone(error.message)));
    socket.once("close", () => this.#giveUp(socket, this.#gone("it closed the connection")));
    return socket;
  }

  #receive(socket: Socket, chunk: Bytes): void {
    if (socket !== this.#socket) return;
    this.#received += chunk;
    try {
      for (let end = this.#nextEnd(); end > 0; end = this.#nextEnd()) {
        const reply = replyOf(readMessage(this.#received.slice(0, end)));
        this.#received = this.#received.slice(end);
        const waiting = this.#waiting.shift();
        if (waiting === undefined) continue;
        clearTimeout(waiting.timer);
        waiting.resolve(reply);
      }
    } catch {
      const said = JSON.stringify(this.#received.slice(0, 40));
      const what = `answered ${said}; a reply of Redis would be right (is it another program's port?)`;
      this.#giveUp(socket, new ServerTrouble("SERVER_GARBAGE", `${this.#who} ${what}`));
    }
  }

  #nextEnd(): number {
    return this.#received === "" ? -1 : messageEnd(this.#received, 0);
  }

  #giveUp(socket: Socket, error: Error): void {
    socket.destroy();
    if (socket !== this.#socket) return;
    this.#socket = null;
    this.#received = "";
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { timer, reject } of waiting) {
      clearTimeout(timer);
      reject(error);
    }
  }

  #gone(why: string): ServerTrouble {
    return new ServerTrouble("SERVER_GONE", `${this.#who} cannot be asked (${why})`);
  }
}

/** A message as RESP2 has it. */
export function replyOf(value: WireValue): Reply {
  if ("items" in value) return value.items.map(replyOf);
  const { sign, text } = value;
  if (text === null) return sign === "*" ? { nullArray: true } : null;
  if (sign === "+") return { status: text };
  if (sign === "-") return { error: text };
  return sign === ":" ? Number(text) : text;
}
