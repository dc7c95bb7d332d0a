import type { Listener, Request, ServerConnection, ServerLink } from "./kernel/network.ts";
import type { SimEvent } from "./kernel/eventQueue.ts";
import type { SimProcess } from "./kernel/simProcess.ts";
import type { World } from "./kernel/world.ts";
import type { Bytes } from "./redis/bytes.ts";
import { hashSlot } from "./redis/hashSlot.ts";
import type { LuaEngine } from "./redis/lua/engine.ts";
import { RedisNode } from "./redis/node.ts";
import type { Reply } from "./redis/reply.ts";
import type { PersistedCluster } from "./redis/cluster/persistedCluster.ts";
import type { PeerListener } from "./redis/peers.ts";
import type { Snapshot } from "./redis/replication/snapshot.ts";
import { RequestParser } from "./redis/resp/requestParser.ts";
import { resp2View } from "./redis/resp/resp2View.ts";
import type { RedisVersion } from "./redis/versions/versionProfile.ts";
import type { FarEnd, OpenFarEnd } from "./farEnd.ts";
import type { NodeNetwork } from "./nodeNetwork.ts";
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
  readonly isContinued: boolean;
  /** Nothing was done: it was only sent to another node, or told to come another time. */
  readonly isTurnedAway: boolean;
};

/** Told what changed, in order, and by which request; null when it was expiry or the harness itself. */
export type ChangeObserver = (changed: readonly ChangedKey[], cause: Executed | null) => void;

/** What a node in a simulated world is, and where it listens. */
export type RedisServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly lua: LuaEngine | null;
  /** Which server it is; Redis 7.0 unless told otherwise. */
  readonly version?: RedisVersion;
  /** How it reaches other nodes; it knows none unless given. */
  readonly network?: NodeNetwork;
  /** Its configuration file: parameters over the server's defaults. */
  readonly config?: ReadonlyMap<string, string>;
  /** A real server beside the model; none unless given. */
  readonly farEnd?: OpenFarEnd;
};

/**
 * What a server starts again with: all that it had, as with an append-only file that is written at once; what it last
 * saved; or nothing. A node of a cluster remembers the cluster in any case.
 */
export type RestartData = "kept" | "snapshot" | "empty";

/** What lies on the disk of a server that is down. */
type Remains = {
  readonly data: Snapshot;
  readonly saved: Snapshot | null;
  readonly cluster: PersistedCluster | null;
};

/** The request that a node was handed, while it works for it. */
type Hearing = {
  readonly argv: readonly Bytes[];
  /** What it was told as; null before it was told. */
  known: Executed | null;
  readonly describe: (elements: number) => Executed;
};

type RedisRequest = Request & { readonly argv: readonly Bytes[]; readonly error: string | null };

/**
 * A Redis node at an address of the simulated network: it cuts bytes into requests, gives each to the model at its
 * time, and lets the model do what it owes (expiry) when its clock says so.
 */
export class RedisServer {
  readonly host: string;
  readonly port: number;
  /** The host, in numbers. */
  readonly address: string;
  /** How far the node's clock is ahead of the reference clock, in microseconds. */
  skewUs = 0;
  /** Requests executed so far. */
  commands = 0;
  /**
   * Asked for the operation of a request. `op` is the one whose code wrote it, if any; that may be another one than whose
   * request it is, for clients resend and write late what they had queued. `life` is that of the process which wrote it:
   * a request may be executed when its process has died since, or has even begun another life.
   */
  findOp:
    | ((
        process: SimProcess,
        argv: readonly Bytes[],
        op: number | null,
        life: number,
      ) => number | null)
    | null = null;
  /** Told after each request, with what it cost, and again when one that had to wait is served. */
  onExecuted: ((executed: Executed) => void) | null = null;
  onChanged: ChangeObserver | null = null;
  /** Told after whatever the node did for no client: its view of the others may have changed. */
  onSettled: (() => void) | null = null;
  readonly #world: World;
  readonly #options: RedisServerOptions;
  readonly #lane: number;
  readonly #listener: Listener;
  readonly #links = new Set<ServerLink>();
  readonly #far: FarEnd | null;
  #node: RedisNode;
  #work: SharedWork;
  #lives = 1;
  #isUp = true;
  #isPaused = false;
  #slowUs = 0;
  #alarm: SimEvent | null = null;
  /** By which skew of the clock that was set. */
  #alarmSkewUs = 0;
  #hearing: Hearing | null = null;
  /** Something is looked at in the middle of a turn. */
  #isBetween = false;
  /** What outlives the process while it is down. */
  #left: Remains | null = null;
  /** What is known of the requests that wait, by the arrays that the node was given. */
  readonly #waiting = new WeakMap<readonly Bytes[], Executed>();

  constructor(world: World, options: RedisServerOptions) {
    this.#world = world;
    this.#options = options;
    this.#lane = world.lane();
    this.host = options.host;
    this.port = options.port;
    this.#listener = { node: this.host, accept: (link) => this.#accept(link) };
    this.address = world.network.listen(this.host, this.port, this.#listener);
    options.network?.add(this);
    this.#far = options.farEnd?.(this) ?? null;
    this.#node = this.#newNode(null);
    this.#work = new SharedWork(this.#node);
  }

  /** The node that runs, or ran last; another one after each restart. */
  get node(): RedisNode {
    return this.#node;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** What everything to and from it takes longer, in microseconds. */
  get slowUs(): number {
    return this.#slowUs;
  }

  set slowUs(us: number) {
    this.#slowUs = us;
    this.#world.network.slowNode(this.host, us);
  }

  /** The process is killed: its connections break, its memory is gone, nobody listens. */
  crash(): void {
    if (!this.#isUp) return;
    this.#left = {
      data: this.#node.snapshot(),
      saved: this.#node.savedSnapshot,
      cluster: this.#node.cluster?.persisted() ?? null,
    };
    this.resume();
    this.#far?.crash();
    this.#isUp = false;
    if (this.#alarm !== null) this.#alarm.cancelled = true;
    this.#alarm = null;
    this.#world.network.unlisten(this.host, this.port);
    for (const link of this.#links) link.reset();
    this.#links.clear();
    this.#options.network?.drop(this);
  }

  /** The process is started again after a crash, with as much of its data as is said. */
  restart(data: RestartData): void {
    if (this.#isUp || this.#left === null) return;
    const { data: kept, saved, cluster } = this.#left;
    this.#isUp = true;
    this.#lives++;
    this.#far?.restart(data);
    this.#node = this.#newNode(cluster);
    this.#work = new SharedWork(this.#node);
    const snapshot = data === "kept" ? kept : data === "snapshot" ? saved : null;
    if (snapshot !== null) this.#node.load(snapshot);
    if (data !== "empty") this.#node.savedSnapshot = saved; // it still lies on the disk
    this.#world.network.listen(this.host, this.port, this.#listener);
    if (cluster !== null) this.#node.tick(); // its first look at its cluster is before anybody asks it
    this.settle();
  }

  /** The process is stopped (SIGSTOP): it reads nothing and does nothing, and its clock goes on. */
  pause(): void {
    if (!this.#isUp || this.#isPaused) return;
    this.#isPaused = true;
    this.#world.network.pauseNode(this.host, true);
    this.#far?.pause(true);
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#far?.pause(false);
    this.#world.network.pauseNode(this.host, false);
    this.#options.network?.resume(this);
    this.#setAlarm();
  }

  /** Runs something at the node that no client has asked for, and does what follows from it. */
  act(run: (node: RedisNode) => void): void {
    if (!this.#isUp) return;
    this.#node.readClock();
    this.#node.request = null;
    run(this.#node);
    this.#node.serveWaiting();
    this.settle();
  }

  /**
   * Lets the node hear what another one says to it. Most of that changes nothing but when they have heard of each other;
   * then there is nothing to be done but to let others look.
   */
  hear(listener: PeerListener<unknown> | null, message: unknown): void {
    if (!this.#isUp) return;
    const node = this.#node;
    node.readClock();
    if (node.request !== null) node.request = null;
    const isCalm = listener?.received(message) === true;
    if (isCalm && this.#alarmSkewUs === this.skewUs && !node.pause.isActive)
      return this.onSettled?.();
    node.serveWaiting();
    this.settle();
  }

  /** Executes what another node asks for over a connection that it waits at. */
  answer(requests: readonly (readonly Bytes[])[]): readonly Reply[] {
    const replies = this.#node.executeFor(requests);
    this.settle();
    return replies;
  }

  #newNode(cluster: PersistedCluster | null): RedisNode {
    const { host, port, lua, version = "7.0", network, config } = this.#options;
    const life = this.#lives === 1 ? "" : ` life ${this.#lives}`;
    const node = new RedisNode({
      nowUs: () => this.#world.nowUs + this.skewUs,
      random: this.#world.random.fork(`redis ${host}:${port}${life}`),
      lua,
      version,
      // In a cluster nodes name each other by address.
      address: { host: network === undefined ? host : this.address, port },
      ...(network === undefined ? {} : { peers: network.peersOf(this) }),
      ...(config === undefined ? {} : { config }),
      ...(cluster === null ? {} : { cluster }),
      ...(this.#far === null ? {} : { firstClientId: this.#far.firstClientId }),
    });
    node.onNextRequest = () => this.#tellBetween();
    return node;
  }

  #accept(link: ServerLink): ServerConnection {
    const { node } = this;
    const far = this.#far?.accept(link) ?? null;
    const out = far?.link ?? link;
    /** The beginning of what the node says to the request that it executes; "" until it says something. */
    let said = "";
    // Only nodes that know others turn requests away.
    const client = node.connect(
      this.#options.network === undefined
        ? out
        : {
            ...out,
            send: (bytes) => {
              if (said === "") said = bytes.slice(0, 16);
              out.send(bytes);
            },
          },
    );
    far?.opened();
    this.#links.add(link);
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
        if (error !== null) {
          client.protocolError(error);
          far?.failed();
          return;
        }
        this.commands++;
        const isHeard = !client.isBlocked;
        said = "";
        const hearing: Hearing = {
          argv,
          known: null,
          describe: (elements) => ({
            process: link.process,
            op: this.findOp === null ? op : this.findOp(link.process, argv, op, link.life),
            argv,
            elements,
            slots: slotsOf(this.node.commandKeys(argv)),
            isContinued: false,
            isTurnedAway: said !== "" && turnedAway.test(said),
          }),
        };
        if (isHeard) this.#hearing = hearing;
        client.receive(argv);
        this.#hearing = null;
        far?.execute(argv);
        const shares = this.#work.take();
        this.#setAlarm();
        if (this.onExecuted === null && this.onChanged === null) return;
        if (isHeard) this.#tellHeard(hearing, shares);
        if (client.isBlocked) this.#waiting.set(argv, continued(hearing) ?? hearing.describe(0));
        this.#tellOthers(shares, argv);
      },
      closed: () => {
        this.#links.delete(link);
        client.disconnected();
        far?.closed();
      },
    };
  }

  /**
   * Runs a command of the harness, outside the network and at no simulated time, and gives the reply as RESP2 has it.
   * Call `settle` when the last of several is done.
   */
  admin(argv: readonly Bytes[]): Reply {
    const reply = resp2View(this.node.execute(argv));
    return this.#far === null || this.#isBetween ? reply : this.#far.admin(argv, reply);
  }

  /** Tells what the harness's own commands have changed. */
  settle(): void {
    const shares = this.#work.take();
    this.#setAlarm();
    if (!this.#isBetween) this.#far?.settled(shares.flatMap(({ changed }) => changed));
    this.#tellOthers(shares, undefined);
    this.onSettled?.();
  }

  /** Tells of the request that has just come, with what was done for it so far. */
  #tellHeard(hearing: Hearing, shares: readonly Share[]): void {
    const own = shares.find(({ argv }) => argv === hearing.argv);
    const before = continued(hearing);
    if (before !== null && own === undefined) return;
    const elements = own?.elements ?? 0;
    const executed =
      before === null ? (hearing.known = hearing.describe(elements)) : { ...before, elements };
    this.#tell(executed, own?.changed ?? []);
  }

  /**
   * In the middle of a turn, before a request is executed that waited: what was done for others can be looked at now, and
   * not any more when the turn is over. A far end cannot be looked at then: the model speaks for both, and what each has in
   * the end is compared.
   */
  #tellBetween(): void {
    if (this.onExecuted === null && this.onChanged === null) return;
    const shares = this.#work.take();
    const hearing = this.#hearing;
    this.#isBetween = true;
    try {
      if (hearing !== null) this.#tellHeard(hearing, shares);
      this.#tellOthers(shares, hearing?.argv);
    } finally {
      this.#isBetween = false;
    }
  }

  /** Tells what was done for requests that had to wait, and for none; what was done for `told` is told already. */
  #tellOthers(shares: readonly Share[], told: readonly Bytes[] | undefined): void {
    for (const { argv, elements, changed } of shares) {
      if (argv === told) continue;
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
    if (!this.#isUp || this.#isPaused) return;
    const deadlineUs = this.node.nextDeadlineUs();
    this.#alarmSkewUs = this.skewUs;
    if (deadlineUs === null) return;
    const atUs = Math.max(deadlineUs - this.skewUs, this.#world.nowUs);
    if (this.#alarm !== null && !this.#alarm.cancelled && this.#alarm.dueUs <= atUs) return;
    if (this.#alarm !== null) this.#alarm.cancelled = true;
    this.#alarm = this.#world.at(atUs, this.#lane, this.#ring);
  }

  readonly #ring = (): void => {
    this.#alarm = null;
    if (this.#isPaused) return;
    this.#node.tick();
    this.settle();
  };
}

/** As what more is told of a request; null before it was told. */
const continued = ({ known }: Hearing): Executed | null =>
  known === null ? null : { ...known, isContinued: true };

/** What a node answers without having done anything, because of what it is to the others. */
const turnedAway = /^-(MOVED|ASK|TRYAGAIN|CLUSTERDOWN|LOADING|READONLY|MASTERDOWN|NOREPLICAS) /;

/** The slots of some keys, each once; mostly all keys of a request share one. */
function slotsOf(keys: readonly Bytes[]): readonly number[] {
  const slots: number[] = [];
  for (const key of keys) {
    const slot = hashSlot(key);
    if (!slots.includes(slot)) slots.push(slot);
  }
  return slots;
}
