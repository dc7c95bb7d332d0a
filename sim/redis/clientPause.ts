import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";
import type { Command } from "./command.ts";
import { librariesOf } from "./commands/functions.ts";
import { readShebang } from "./lua/shebang.ts";
import type { RedisNode } from "./node.ts";

type Mode = "write" | "all";

/**
 * CLIENT PAUSE: requests that come meanwhile are kept and executed, in the order in which they came, when it is over. Nothing
 * expires until then either: a key past its time is not seen, but stays.
 */
export class ClientPause {
  readonly #node: RedisNode;
  #mode: Mode | null = null;
  #untilMs = 0;
  /** What each postponed client had asked for. */
  readonly #postponed = new Map<ClientConnection, readonly Bytes[]>();

  constructor(node: RedisNode) {
    this.#node = node;
  }

  get isActive(): boolean {
    return this.#mode !== null;
  }

  /** What is paused, and for how long yet; null while nothing is. */
  get state(): { readonly mode: Mode; readonly leftMs: number } | null {
    if (this.#mode === null) return null;
    return { mode: this.#mode, leftMs: this.#untilMs - this.#node.ledger.nowMs };
  }

  /** A longer and a harder pause prevails over what is asked for later. */
  begin(mode: Mode, untilMs: number): void {
    this.#mode = this.#mode === "all" ? "all" : mode;
    this.#untilMs = Math.max(this.#untilMs, untilMs);
    this.#node.ledger.expiryPaused = true;
  }

  /** Who was postponed is heard next. */
  end(): void {
    this.#mode = null;
    this.#untilMs = 0;
    this.#node.ledger.expiryPaused = false;
    const postponed = [...this.#postponed];
    this.#postponed.clear();
    for (const [client, argv] of postponed) client.hearAgain(argv);
  }

  /** The pause lasts through the whole of its last millisecond. */
  endWhenDue(): void {
    if (this.#mode !== null && this.#node.ledger.nowMs > this.#untilMs) this.end();
  }

  /** The first instant, in milliseconds, at which `endWhenDue` has something to do. */
  nextDeadlineMs(): number | null {
    return this.#mode === null ? null : this.#untilMs + 1;
  }

  /** How many clients wait for its end. */
  get heldCount(): number {
    return this.#postponed.size;
  }

  holds(client: ClientConnection): boolean {
    return this.#postponed.has(client);
  }

  /** Keeps the request for later when it must wait. */
  postpones(client: ClientConnection, command: Command, argv: readonly Bytes[]): boolean {
    if (this.#mode === null || !this.#node.clients.has(client.id)) return false;
    if (this.#mode === "write" && !mayWrite(this.#node, client, command, argv)) return false;
    this.#postponed.set(client, argv);
    return true;
  }

  /** CLIENT UNBLOCK, or a client that is gone. */
  forget(client: ClientConnection): void {
    this.#postponed.delete(client);
  }
}

/** As the checks of `processCommand` in server.c: what writes or may have to be replicated, and an EXEC of any such. */
function mayWrite(
  node: RedisNode,
  { transaction }: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
): boolean {
  if (command.name === "EXEC")
    return (
      transaction?.queue.some((queued) => asksToWrite(node, queued.command, queued.argv)) ?? false
    );
  return asksToWrite(node, command, argv);
}

function asksToWrite(node: RedisNode, command: Command, argv: readonly Bytes[]): boolean {
  switch (command.name) {
    case "PUBLISH":
    case "SPUBLISH":
    case "PFCOUNT":
      return true;
    case "EVAL":
      return scriptMayWrite(node, argv[1]!);
    case "EVALSHA":
      return scriptMayWrite(node, node.scripts.get(argv[1]!.toLowerCase()) ?? "");
    case "FCALL":
      return !librariesOf(node).find(argv[1]!)?.registered.flags.includes("no-writes");
    default:
      return command.flags.includes("write");
  }
}

/** A script without a line that says what it does may write. */
function scriptMayWrite({ profile }: RedisNode, source: Bytes): boolean {
  const shebang = readShebang(source, profile.behaviour.enginesAreNames);
  return "error" in shebang || !shebang.flags.has("no-writes");
}
