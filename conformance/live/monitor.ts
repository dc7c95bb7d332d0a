import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { RealNode } from "../cluster/realTopology.ts";
import { until } from "../cluster/until.ts";
import { readMonitorLine, type MonitorLine } from "./monitorLine.ts";

/** How long a server may take to tell what it has already done. */
const newsMsMax = 5_000;

/**
 * Hears everything that one server does, in its order: MONITOR. A server that dies takes what it had not told yet with
 * it, and must be listened to anew when it is back.
 */
export class Monitor {
  readonly lines: MonitorLine[] = [];
  readonly #node: RealNode;
  #socket: Socket | null = null;
  #rest = "";
  #marks = 0;

  constructor(node: RealNode) {
    this.#node = node;
  }

  /** Listens; resolves when whatever is done from now on is heard. @throws what a socket throws */
  async open(): Promise<void> {
    this.close();
    const socket = connect(this.#node.port, this.#node.host);
    this.#socket = socket;
    this.#rest = "";
    socket.setEncoding("latin1");
    await once(socket, "connect");
    socket.on("error", () => {}); // it is closed then, which is all there is to know
    const isHeard = new Promise<void>((resolve, reject) => {
      socket.on("data", (bytes: string) => {
        this.#hear(bytes);
        resolve();
      });
      socket.once("close", () => reject(new Error("Monitor: the server closed the connection")));
    });
    socket.write("MONITOR\r\n");
    await isHeard;
  }

  /** Resolves when everything that the server has done so far was heard; false when it was not within five seconds. */
  async catchUp(): Promise<boolean> {
    if (this.#socket === null || this.#socket.destroyed) return false;
    const mark = `claimcheck-mark-${++this.#marks}`;
    await this.#node.admin("ECHO", mark);
    const missing = await until(
      async () => (this.lines.some(({ argv }) => argv[1] === mark) ? null : mark),
      newsMsMax,
    );
    return missing === null;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #hear(bytes: string): void {
    const lines = (this.#rest + bytes).split("\r\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) {
      const read = readMonitorLine(line);
      if (read !== null) this.lines.push(read);
    }
  }
}
