import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";
import type { Context } from "./context.ts";
import { redacted } from "./redacted.ts";

/** The clients that said MONITOR, who are told of every command that runs. */
export class Monitors {
  readonly #clients = new Set<ClientConnection>();

  get size(): number {
    return this.#clients.size;
  }

  has(client: ClientConnection): boolean {
    return this.#clients.has(client);
  }

  add(client: ClientConnection): void {
    this.#clients.add(client);
  }

  delete(client: ClientConnection): void {
    this.#clients.delete(client);
  }

  /** Tells of a command that ran: of no administrative one, and of scripts before what they call. */
  tell({ command, argv, client, origin, nowUs }: Context): void {
    if (command.flags.includes("admin")) return;
    const seconds = Math.floor(nowUs / 1_000_000);
    const micros = String(nowUs % 1_000_000).padStart(6, "0");
    const from = origin === "script" ? "lua" : client.transport.remote;
    const words = redacted(command, argv).map(quoted).join(" ");
    const line = `${seconds}.${micros} [${client.database} ${from}] ${words}`;
    for (const monitor of this.#clients) monitor.tell({ status: line });
  }
}

/** A text as C would write it. */
function quoted(text: Bytes): string {
  let written = "";
  for (const char of text) written += escapes[char] ?? (isPlain(char) ? char : hexadecimal(char));
  return `"${written}"`;
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\x07": "\\a",
  "\b": "\\b",
};

function isPlain(char: string): boolean {
  return char >= " " && char <= "~";
}

function hexadecimal(char: string): string {
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
