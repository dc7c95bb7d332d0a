import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import type { Alarm } from "./alarm.ts";
import { heldBytesMax, memoryGuard } from "./memoryGuard.ts";
import { outputLimitOf } from "./outputLimit.ts";
import type { ServedClient } from "./servedClient.ts";

/** What the sockets of one served node share: whose turn it is, and how much may be held for those who do not read. */
export class ServedNode {
  readonly node: RedisNode;
  readonly clients = new Set<ServedClient>();
  /** Clients with something to send at the end of the turn. */
  readonly spoke = new Set<ServedClient>();
  /** Clients with requests that could not be heard when they came. */
  readonly unheard = new Set<ServedClient>();
  /** Clients that are cut off at the end of the turn, when no command is in the middle of speaking to them. */
  readonly doomed = new Set<ServedClient>();
  /** Tells whoever runs the server what they should know; each text once. */
  readonly tell: (what: string) => void;
  /** A client asked for SHUTDOWN. */
  readonly end: () => void;
  readonly #alarm: Alarm;
  readonly #isFull = memoryGuard();
  #unsentBytes = 0;
  #heldBytes = 0;

  constructor(
    node: RedisNode,
    alarm: Alarm,
    { tell, end }: { readonly tell: (what: string) => void; readonly end: () => void },
  ) {
    this.node = node;
    this.end = end;
    this.#alarm = alarm;
    const told = new Set<string>();
    this.tell = (what) => {
      if (told.has(what) || told.size >= textsMax) return;
      told.add(what);
      tell(what);
    };
  }

  /** Everything that happens, happens in a turn; at its end all that was said is sent. */
  turn(act: () => void): void {
    act();
    this.#hearTheUnheard();
    for (const client of this.spoke) client.flush();
    this.spoke.clear();
    for (const client of this.doomed) client.destroy();
    this.doomed.clear();
    for (const what of this.node.unsupported.splice(0)) this.tell(`not in the model: ${what}`);
    this.#alarm.set(this.node.nextDeadlineUs());
  }

  /** Whether a command would grow what is stored although there is no room left in the process. */
  isTooMuch(argv: readonly Bytes[]): boolean {
    if (!this.#isFull()) return false;
    return this.node.registry.find(argv)?.flags.includes("denyoom") ?? false;
  }

  /** Whether a client should read before it asks more. */
  isCongested({ unsentBytes }: ServedClient): boolean {
    return (
      unsentBytes > unsentBytesMax || (unsentBytes > fairShare && this.#unsentBytes > unsentAllMax)
    );
  }

  /** Redis' client-output-buffer-limit: whoever lets too much pile up is cut off. */
  limitOutput(client: ServedClient): void {
    const { session, unsentBytes } = client;
    const limit = outputLimitOf(
      this.node.config.get("client-output-buffer-limit") ?? "",
      session.subscriptions === 0 ? "normal" : "pubsub",
    );
    const nowMs = Date.now();
    if (limit.softBytes === 0 || unsentBytes <= limit.softBytes)
      client.aboveSoftLimitSinceMs = null;
    else client.aboveSoftLimitSinceMs ??= nowMs;
    const isTooMuch = limit.hardBytes > 0 && unsentBytes > limit.hardBytes;
    const isTooLong =
      client.aboveSoftLimitSinceMs !== null &&
      nowMs - client.aboveSoftLimitSinceMs > limit.softSeconds * 1000;
    if (isTooMuch || isTooLong) client.cutOff();
  }

  recountUnsent(client: ServedClient, bytes: number): void {
    this.#unsentBytes += bytes - client.unsentBytes;
    client.unsentBytes = bytes;
  }

  /** Also ends whoever sends so much of a request that the process could not hold it. */
  recountHeld(client: ServedClient, bytes: number): void {
    this.#heldBytes += bytes - client.heldBytes;
    client.heldBytes = bytes;
    if (this.#heldBytes <= heldBytesMax || bytes <= fairShare) return;
    this.tell("clients sent more unfinished requests than fit into memory; one was cut off");
    client.cutOff();
  }

  /** CONFIG SET timeout: ends whoever has said nothing for so many seconds, unless it waits for something. */
  endIdleClients(): void {
    const timeoutMs = Number(this.node.config.get("timeout")) * 1000;
    if (!(timeoutMs > 0)) return;
    const nowMs = Date.now();
    for (const client of this.clients) {
      const { session, heardAtMs } = client;
      const waits = session.isBlocked || session.subscriptions > 0;
      if (!waits && nowMs - heardAtMs > timeoutMs) client.cutOff();
    }
  }

  forget(client: ServedClient): void {
    this.recountUnsent(client, 0);
    this.recountHeld(client, 0);
    this.clients.delete(client);
    this.spoke.delete(client);
    this.unheard.delete(client);
  }

  /** A wait that ended or an output that was read lets a client be heard again. */
  #hearTheUnheard(): void {
    for (const client of this.unheard) {
      if (!client.isHeard) continue;
      this.unheard.delete(client);
      client.hearOn();
    }
  }
}

/** How many different texts are told; clients can make up as many as they like. */
const textsMax = 1_000;
const megabyte = 1 << 20;
/** Unsent output of one client above which it is not heard. */
const unsentBytesMax = 64 * megabyte;
/** Unsent output of all together above which those are not heard that have more than their share. */
const unsentAllMax = 256 * megabyte;
const fairShare = megabyte;
