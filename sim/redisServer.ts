import type { Listener, Request, ServerConnection, ServerLink } from "./kernel/network.ts";
import type { SimEvent } from "./kernel/eventQueue.ts";
import type { SimProcess } from "./kernel/simProcess.ts";
import type { World } from "./kernel/world.ts";
import type { Bytes } from "./redis/bytes.ts";
import { hashSlot } from "./redis/hashSlot.ts";
import type { LuaEngine } from "./redis/lua/engine.ts";
import { RedisNode } from "./redis/node.ts";
import type { Reply } from "./redis/reply.ts";
import { RequestParser } from "./redis/resp/requestParser.ts";
import { resp2View } from "./redis/resp/resp2View.ts";
import type { RedisVersion } from "./redis/versions/versionProfile.ts";
import { SharedWork } from "./sharedWork.ts";
import type { ChangedKey, Share } from "./sharedWork.ts";

/** What the node did for one request. */
export type Executed = {
  readonly process: SimProcess;
  /** The harness's operation whose code wrote the request, if it is known. */
  readonly op: number | null;
  readonly argv: readonly Bytes[];
  /** Elements that the command touched, by the model's own count. */
  readonly elements: number;
  /** Hash slots of the keys that it named. */
  readonly slots: readonly number[];
  /** It was told before: the request had to wait, and this is what was done for it since. */
  readonly isContinued?: true;
};

/** Told what changed, in order, and by which request; null when it was expiry or the harness itself. */
export type ChangeObserver = (changed: readonly ChangedKey[], cause: Executed | null) => void;

export type RedisServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly lua: LuaEngine | null;
  /** Which server it is; Redis 7.0 unless told otherwise. */
  readonly version?: RedisVersion;
};

type RedisRequest = Request & { readonly argv: readonly Bytes[]; readonly error: string | null };

/**
 * A Redis node at an address of the simulated network: it cuts bytes into requests, gives each to the model at its
 * time, and lets the model do what it owes (expiry) when its clock says so.
 */
export class RedisServer {
  readonly node: RedisNode;
  /** How far the node's clock is ahead of the reference clock, in microseconds. */
  skewUs = 0;
  /** Requests executed so far. */
  commands = 0;
  /** Asked for the operation of a request whose own code does not say it, such as a command that a client resends. */
  findOp: ((process: SimProcess, argv: readonly Bytes[]) => number | null) | null = null;
  /** Told after each request, with what it cost, and again when one that had to wait is served. */
  onExecuted: ((executed: Executed) => void) | null = null;
  onChanged: ChangeObserver | null = null;
  readonly #world: World;
  readonly #lane: number;
  #alarm: SimEvent | null = null;
  readonly #work: SharedWork;
  /** What is known of the requests that wait, by the arrays that the node was given. */
  readonly #waiting = new WeakMap<readonly Bytes[], Omit<Executed, "elements">>();

  constructor(world: World, { host, port, lua, version = "7.0" }: RedisServerOptions) {
    this.#world = world;
    this.#lane = world.lane();
    this.node = new RedisNode({
      nowUs: () => world.nowUs + this.skewUs,
      random: world.random.fork(`redis ${host}:${port}`),
      lua,
      version,
      address: { host, port },
    });
    this.#work = new SharedWork(this.node);
    const listener: Listener = { node: host, accept: (link) => this.#accept(link) };
    world.network.listen(host, port, listener);
  }

  #accept(link: ServerLink): ServerConnection {
    const client = this.node.connect(link);
    const parser = new RequestParser(
      () => this.node.settings.protoMaxBulkLen,
      () => !client.isAuthenticated && !this.node.access.letsAllIn,
      this.node.profile.behaviour.spacesStayInline,
    );
    return {
      split: (bytes) =>
        parser.feed(bytes).map((parsed): RedisRequest => {
          if (parsed.type === "protocolError") {
            return {
              name: "(protocol error)",
              parts: [parsed.message],
              argv: [],
              error: parsed.message,
            };
          }
          const { argv } = parsed;
          return { name: (argv[0] ?? "").toUpperCase(), parts: argv, argv, error: null };
        }),
      execute: (request, op) => {
        // The kernel hands back what `split` made.
        const { argv, error } = request as RedisRequest;
        if (error !== null) return client.protocolError(error);
        this.commands++;
        const isHeard = !client.isBlocked;
        client.receive(argv);
        const shares = this.#work.take();
        this.#setAlarm();
        if (this.onExecuted === null && this.onChanged === null) return;
        const known = {
          process: link.process,
          op: op ?? this.findOp?.(link.process, argv) ?? null,
          argv,
          slots: slotsOf(this.node.commandKeys(argv)),
        };
        const own = shares.find((share) => share.argv === argv) ?? { elements: 0, changed: [] };
        if (isHeard) this.#tell({ ...known, elements: own.elements }, own.changed);
        if (client.isBlocked)
          this.#waiting.set(argv, isHeard ? { ...known, isContinued: true } : known);
        this.#tellOthers(shares.filter((share) => share.argv !== argv));
      },
      closed: () => client.disconnected(),
    };
  }

  /**
   * Runs a command of the harness, outside the network and at no simulated time, and gives the reply as RESP2 has it.
   * Call `settle` when the last of several is done.
   */
  admin(argv: readonly Bytes[]): Reply {
    return resp2View(this.node.execute(argv));
  }

  /** Tells what the harness's own commands have changed. */
  settle(): void {
    const shares = this.#work.take();
    this.#setAlarm();
    this.#tellOthers(shares);
  }

  /** Tells what was done for requests that had to wait, and for none. */
  #tellOthers(shares: readonly Share[]): void {
    for (const { argv, elements, changed } of shares) {
      const request = argv === null ? undefined : this.#waiting.get(argv);
      if (argv === null || request === undefined) {
        if (changed.length > 0) this.onChanged?.(changed, null);
        continue;
      }
      this.#waiting.set(argv, { ...request, isContinued: true });
      this.#tell({ ...request, elements }, changed);
    }
  }

  #tell(executed: Executed, changed: readonly ChangedKey[]): void {
    this.onExecuted?.(executed);
    if (changed.length > 0) this.onChanged?.(changed, executed);
  }

  /** Sees to it that the node is woken when it owes something next. */
  #setAlarm(): void {
    const deadlineUs = this.node.nextDeadlineUs();
    if (deadlineUs === null) return;
    const atUs = Math.max(deadlineUs - this.skewUs, this.#world.nowUs);
    if (this.#alarm !== null && !this.#alarm.cancelled && this.#alarm.dueUs <= atUs) return;
    if (this.#alarm !== null) this.#alarm.cancelled = true;
    this.#alarm = this.#world.at(atUs, this.#lane, () => {
      this.#alarm = null;
      this.node.tick();
      this.settle();
    });
  }
}

/** The slots of some keys, each once; mostly all keys of a request share one. */
function slotsOf(keys: readonly Bytes[]): readonly number[] {
  const slots: number[] = [];
  for (const key of keys) {
    const slot = hashSlot(key);
    if (!slots.includes(slot)) slots.push(slot);
  }
  return slots;
}
