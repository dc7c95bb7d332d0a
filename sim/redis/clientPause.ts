import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";
import type { Command } from "./command.ts";
import { librariesOf } from "./commands/functions.ts";
import { readShebang } from "./lua/shebang.ts";
import type { RedisNode } from "./node.ts";

type Mode = "write" | "all";

/** Who pauses: CLIENT PAUSE, or a master while a replica takes over from it. */
type Purpose = "command" | "failover";

/**
 * CLIENT PAUSE: requests that come meanwhile are kept and executed, in the order in which they came, when it is over. Nothing
 * expires until then either: a key past its time is not seen, but stays.
 */
export class ClientPause {
  readonly #node: RedisNode;
  readonly #pauses = new Map<Purpose, { mode: Mode; untilMs: number }>();
  /** The hardest of those modes, and how long the longest with that one lasts. */
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

  /** A longer and a harder pause prevails over what is asked for later with the same purpose. */
  begin(mode: Mode, untilMs: number, purpose: Purpose = "command"): void {
    const before = this.#pauses.get(purpose);
    this.#pauses.set(purpose, {
      mode: before?.mode === "all" ? "all" : mode,
      untilMs: Math.max(before?.untilMs ?? 0, untilMs),
    });
    this.#update();
  }

  /** Who was postponed is heard next, and postponed again if there is still reason to. */
  end(purpose: Purpose = "command"): void {
    if (this.#pauses.delete(purpose)) this.#update();
  }

  /** The pause lasts through the whole of its last millisecond. */
  endWhenDue(): void {
    if (this.#mode !== null && this.#node.ledger.nowMs > this.#untilMs) this.#update();
  }

  /** As `updateClientPauseTypeAndEndTime` in networking.c of Redis 7.0.15. */
  #update(): void {
    const before = this.#mode;
    this.#mode = null;
    this.#untilMs = 0;
    for (const [purpose, { mode, untilMs }] of this.#pauses) {
      if (untilMs < this.#node.ledger.nowMs) this.#pauses.delete(purpose);
      else if (this.#mode !== "all") this.#mode = mode;
    }
    for (const { mode, untilMs } of this.#pauses.values())
      if (mode === this.#mode) this.#untilMs = Math.max(this.#untilMs, untilMs);
    this.#node.ledger.expiryPaused = this.#mode !== null;
    if (before === null || this.#mode === before || this.#mode === "all") return;
    const postponed = [...this.#postponed];
    this.#postponed.clear();
    for (const [client, argv] of postponed) client.hearAgain(argv);
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
