import type { FarConnection, FarEnd } from "../../sim/farEnd.ts";
import type { ServerLink } from "../../sim/kernel/network.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import { lacksReplicas } from "../../sim/redis/lacksReplicas.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import { encodeReply } from "../../sim/redis/resp/encodeReply.ts";
import type { RedisServer, RestartData } from "../../sim/redisServer.ts";
import type { ChangedKey } from "../../sim/sharedWork.ts";
import { replyOf } from "../cluster/adminConnection.ts";
import { hangUp } from "../differential/connectToServer.ts";
import { normalised } from "../differential/cluster/normalised.ts";
import { createConversation } from "../differential/conversation.ts";
import { requestBytes } from "../differential/requestBytes.ts";
import { readMessage } from "../differential/respMessage.ts";
import { keptOf, nameOfOwn, type Side } from "./ownFigures.ts";
import type { LockstepDifference } from "./difference.ts";
import { MessageReader } from "./messageReader.ts";
import { ClusterView } from "./clusterView.ts";
import { rememberedNodes } from "./rememberedNodes.ts";
import type { BlockingConnection } from "./blockingConnection.ts";
import type { RealLinks } from "./realLinks.ts";
import { never, sleep, type ServerProcess } from "./serverProcess.ts";

/** Told of what is not equal byte for byte. */
export type LockstepObserver = {
  readonly differs: (difference: LockstepDifference) => void;
  /** A permitted difference, by its name. */
  readonly normalised: (name: string) => void;
};

/** What the model has said to a client, in the order in which it said it to all of them. */
type Said = { readonly client: RealClient; readonly bytes: Bytes | null };

/** After so many requests all connections are looked at for what nobody expects. */
const requestsBetweenLooks = 64;

/** For so many milliseconds it is waited that a server notices who has left. */
const goneTriesMax = 5_000;

const ping = requestBytes(["PING"]);

/**
 * A real server at the far end. Each request reaches it when the model has executed it, under the same clock, and the
 * world stands still until everything that the model expects has come. Clients are given the model's bytes where the
 * real ones are equal, or equal but for a permitted difference; else the real ones.
 */
export class RealFarEnd implements FarEnd {
  firstClientId = 1;
  /** How many messages were waited for at the server, for whomever. */
  roundTrips = 0;
  /** Who stands between it and the others; null where there are none. */
  links: RealLinks | null = null;
  readonly #server: RedisServer;
  #started: ServerProcess | null = null;
  readonly #nowUs: () => number;
  readonly #observer: LockstepObserver;
  readonly #clients = new Set<RealClient>();
  readonly #said: Said[] = [];
  #control: MessageReader | null = null;
  #clockUs = 0;
  #isPaused = false;
  #isInCluster = false;
  #isReplicated = false;
  /** What is to be done when the server has done what the model did last. */
  #after: (() => void)[] = [];
  /** What it believes of its cluster; null where there is none. */
  #view: ClusterView | null = null;
  /** How often the model's node has pinged its replicas. */
  #pings = 0;
  #lacksReplicas = false;
  #requests = 0;

  /** @param nowUs the reference clock; the server's skew is added to it. */
  constructor(server: RedisServer, nowUs: () => number, observer: LockstepObserver) {
    this.#server = server;
    this.#nowUs = nowUs;
    this.#observer = observer;
  }

  /** A server was started for it; until then the model is alone. */
  begin(process: ServerProcess): void {
    this.#started = process;
    this.#clockUs = process.clock.nowUs();
    this.#begin();
    // Without a cluster it begins before the model's node is there.
    this.#isInCluster = process.isInCluster;
    this.#isReplicated = process.isReplicated;
    if (!this.#isInCluster) return;
    this.#view = new ClusterView(this);
    this.#view.connect();
    this.#view.join();
    this.#waitForCluster();
  }

  get #process(): ServerProcess {
    if (this.#started === null) throw new Error("RealFarEnd: it has no server yet");
    return this.#started;
  }

  /**
   * A master that starts waits for two seconds before it takes part (Redis 7.0.15, `clusterUpdateState`): they pass
   * before the run begins.
   */
  #waitForCluster(): void {
    const { clock } = this.#process;
    const startUs = this.#nowUs();
    for (let leftUs = joiningUs; leftUs >= 0; leftUs -= 100_000) {
      clock.set(startUs - leftUs);
      this.flush(2);
    }
    this.#clockUs = startUs;
    // The model has had no client yet. A replica keeps what it was as another one (`replicationCacheMasterUsingMyself`).
    const kept = this.node.replication.master === null ? 0 : 1;
    while (this.node.takeClientId() < this.firstClientId - 1 + kept);
    this.#view?.sync();
  }

  accept(link: ServerLink): FarConnection {
    this.#setClock();
    const client = new RealClient(link, this.#process.connect());
    this.#clients.add(client);
    const say = (bytes: Bytes | null): void => void this.#said.push({ client, bytes });
    return {
      link: { ...link, send: (bytes) => say(bytes), close: () => say(null) },
      opened: () => {
        // It has accepted when it answers somebody who asks later.
        if (!this.#isPaused) this.flush(1);
        this.#hear(null, []);
      },
      execute: (argv) => this.#execute(client, argv),
      failed: () => {
        this.#forget(client);
        this.#deliver(this.#said.splice(0), null);
        if (!this.#isPaused) this.#waitUntilGone();
      },
      closed: () => {
        if (!this.#clients.has(client)) return;
        this.#forget(client);
        if (this.#isPaused || this.#control === null) return;
        this.#setClock();
        this.#waitUntilGone();
        this.#hear(null, []);
      },
    };
  }

  admin(argv: readonly Bytes[], reply: Reply): Reply {
    if (this.#control === null) return reply;
    this.#setClock();
    this.links?.catchUp(this);
    const answered = this.#isOnlyTheModels(argv, reply) ? reply : this.#admin(argv, reply);
    this.#tellView();
    this.#endTurn();
    return answered;
  }

  /** Who takes over, and who reaches whom, the model decides. */
  #isOnlyTheModels([name, what]: readonly Bytes[], reply: Reply): boolean {
    if (!this.#isInCluster) return false;
    const isUnreachable = name === "MIGRATE" && encodeReply(reply, 2).startsWith("-IOERR");
    return isUnreachable || (name === "CLUSTER" && what === "FAILOVER");
  }

  #admin(argv: readonly Bytes[], reply: Reply): Reply {
    return this.#awake(() => {
      if (this.#hasOthers && argv[2] === "min-replicas-to-write") return reply;
      this.#setReplicas();
      const model = encodeReply(reply, 2);
      const { links } = this;
      const moves = links !== null && argv[0] === "MIGRATE" && model === "+OK\r\n";
      const meanwhile = moves ? links.move(this, argv) : null;
      const real = withoutOurs(argv, this.#ask(withOurs(argv), meanwhile));
      this.#hear(null, []);
      if (this.#isSame(model, real, argv)) return reply;
      // Where a replica was given all data, its keys lie in the order of a hash table: the harness takes what the model says.
      if (argv[1] === "GETKEYSINSLOT" && real.slice(0, 4) === model.slice(0, 4)) {
        this.#observer.normalised("keys of a slot in any order");
        return reply;
      }
      // The model lets its harness look wherever it is.
      if (this.#isInCluster && turnedAway.test(real)) {
        this.#observer.normalised("harness turned away");
        return reply;
      }
      this.#differs("the harness", argv, model, real);
      return replyOf(readMessage(real));
    });
  }

  settled(changed: readonly ChangedKey[]): void {
    if (this.#control === null) return;
    this.links?.catchUp(this);
    this.#tellView();
    this.#settled(changed);
    this.#endTurn();
  }

  #settled(changed: readonly ChangedKey[]): void {
    if (changed.length === 0 && this.#said.length === 0) return;
    // What its master tells a replica in the model, nobody tells it here.
    if (this.#said.length === 0 && this.#server.node.replication.master !== null) return;
    this.#setClock();
    this.#awake(() => {
      // Whose time to wait is over is told in the next turn of the server's loop, before anything expires.
      if (this.#said.length > 0) this.flush(2);
      // Keys that are past their time go when they are touched: when the server would do it by itself is chance.
      for (const { db, key } of changed) {
        if (db !== 0) this.#ask(["SELECT", String(db)]);
        this.#ask(["EXISTS", key]);
        if (db !== 0) this.#ask(["SELECT", "0"]);
      }
      this.#hear(null, []);
    });
  }

  crash(): void {
    if (this.#control === null) return;
    this.#setClock();
    if (this.#isPaused) this.pause(false);
    this.#process.kill(() => this.#ask(["SAVE"]));
    this.disconnect();
    this.links?.crashed(this);
    this.#pings = 0;
    this.#after = [];
  }

  restart(data: RestartData): void {
    this.#setClock();
    if (this.#isInCluster) this.#process.remember(rememberedNodes(this.node));
    this.#process.restart(data, () => this.#begin());
    this.#view?.connect();
  }

  pause(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#process.pause(isPaused);
    if (isPaused || this.#control === null) return;
    this.flush(2);
    this.#waitUntilGone();
    this.#hear(null, []);
  }

  get node(): RedisNode {
    return this.#server.node;
  }

  /** Whether there is a process that can be asked now. */
  get isUp(): boolean {
    return this.#control !== null && !this.#isPaused;
  }

  /** A connection of the harness to it. */
  callPlainly(): BlockingConnection {
    this.#setClock();
    const connection = this.#process.connectPlainly();
    this.flush(1);
    return connection;
  }

  layLine(): BlockingConnection {
    return this.#process.layLine();
  }

  layBusLine(): BlockingConnection {
    return this.#process.layBusLine();
  }

  /** A question of the harness that nobody compares. */
  ask(argv: readonly Bytes[]): Bytes {
    return this.#ask(argv);
  }

  doLater(ms: number, act: () => void): void {
    this.#process.clock.set(this.#clockUs + ms * 1000);
    act();
    this.#process.clock.set(this.#clockUs);
    this.flush(1);
  }

  /** Something else than a request is about to reach the server. */
  beginTurn(): void {
    this.#setClock();
  }

  /** Does something when the server has done what the model is doing. */
  afterTurn(act: () => void): void {
    this.#after.push(() => {
      if (this.#control !== null) this.#setClock();
      act();
    });
  }

  /**
   * Lets the server look after things, as it does every 100 ms, until something is so; no time passes.
   *
   * @param stepUs by how much its clock for that is put ahead each time.
   * @param triesMax how often it may do so.
   * @returns whether it is so at last.
   */
  hurry(isSo: () => boolean, stepUs = 100_000, triesMax = 300): boolean {
    for (let tries = 0; tries < triesMax && this.#control !== null; tries++) {
      if (isSo()) return true;
      if (stepUs > 0) this.#process.clock.hurry(stepUs);
      this.flush(1);
      // Not all is done by the server's own loop: a child writes down its data.
      if (tries > 30) sleep(1);
    }
    return false;
  }

  /** Sets a parameter while something is done. */
  configure(name: string, value: string, otherwise: string, act: () => void): void {
    this.#ask(["CONFIG", "SET", name, value]);
    act();
    this.#ask(["CONFIG", "SET", name, otherwise]);
  }

  /** Has the server follow a master, unless it does. */
  follow(host: string, port: number): void {
    if (this.#isInCluster) return;
    const role = this.#ask(["ROLE"]);
    const isSo = role.includes(`\r\nslave\r\n$${host.length}\r\n${host}\r\n:${port}\r\n`);
    if (!isSo) this.#ask(["REPLICAOF", host, String(port)]);
  }

  /** Whether the server is a replica that follows its master. */
  isConnected(): boolean {
    return this.#ask(["ROLE"]).includes("\r\nconnected\r\n");
  }

  /** Whether a child of the server writes down its data. */
  isSaving(): boolean {
    return this.#ask(["INFO", "persistence"]).includes("rdb_bgsave_in_progress:1");
  }

  /** The server has not done what the model did. */
  failed(why: string): void {
    this.#differs("the harness", [], null, `(${why})`);
  }

  /** What the server's master has told it is not what the model's did. */
  hears(model: Bytes, real: Bytes | null): void {
    this.#differs("its master", [], model, real ?? hangUp);
  }

  /** Looks at everything that the server has said; the last thing before the end. */
  look(): void {
    if (this.#control === null || this.#isPaused) return;
    this.#setClock();
    this.flush(2);
    for (const client of this.#clients) client.reader.takeIn();
    this.#tellUnexpected();
  }

  #begin(): void {
    this.#control = this.#process.connectFirst();
    this.#ask(["DEBUG", "SET-ACTIVE-EXPIRE", "0"]);
    // The first time that a server looks after its replicas it pings them whenever that is: there are none yet.
    if (this.#process.isReplicated) this.#process.clock.hurry(100_000);
    this.firstClientId = Number(this.#ask(["CLIENT", "ID"]).slice(1)) + 1;
  }

  disconnect(): void {
    for (const client of this.#clients) client.reader.close();
    this.#clients.clear();
    this.#control?.close();
    this.#control = null;
    this.#view?.disconnect();
  }

  /**
   * Waits until the server has no client that has left. It is told of that when nobody holds the connection any more; and
   * a server that another thread is starting at this moment holds, as its child, all that we have, until it is the server.
   */
  #waitUntilGone(): void {
    const here = [...this.#clients].filter(({ isSentAway }) => !isSentAway).length;
    const left = 1 + here + (this.links?.countIn(this) ?? 0);
    for (let tries = 0; tries < goneTriesMax && this.#control !== null; tries++) {
      const [, connected] = /^connected_clients:(\d+)/m.exec(this.#ask(["INFO", "clients"])) ?? [];
      if (connected === undefined || Number(connected) <= left) return;
      sleep(1);
    }
  }

  #forget(client: RealClient): void {
    this.#clients.delete(client);
    client.reader.close();
  }

  #execute(client: RealClient, argv: readonly Bytes[]): void {
    this.links?.catchUp(this);
    this.#executeNow(client, argv);
    this.#tellView();
    this.#endTurn();
  }

  #executeNow(client: RealClient, argv: readonly Bytes[]): void {
    if (this.#control === null) return this.#deliver(this.#said.splice(0), null);
    const decree = this.#decreeFor(client, argv);
    if (decree !== null) {
      this.#observer.normalised(decree);
      return this.#deliver(this.#said.splice(0), null);
    }
    this.#setClock();
    this.#awake(() => {
      this.#setReplicas();
      client.reader.write(requestBytes(argv));
      const isAnswered = this.#said.some((said) => said.client === client);
      // Nothing proves by itself that a request was executed which has no answer.
      if (!isAnswered) this.flush(2);
      this.#hear(client, argv);
    });
    if (++this.#requests % requestsBetweenLooks === 0) this.look();
  }

  /** Why the model answers alone; null when it does not. */
  #decreeFor(client: RealClient, argv: readonly Bytes[]): string | null {
    if (this.#isTold(client, busy)) return "busy by decree";
    if (!this.#isReplicated || !this.node.replication.isLoading) return null;
    // The real one is given its data when the model has loaded them.
    const tellsOfItself = ["INFO", "ROLE"].includes(argv[0]?.toUpperCase() ?? "");
    return tellsOfItself || this.#isTold(client, loading) ? "loading by decree" : null;
  }

  #isTold(client: RealClient, words: Bytes): boolean {
    const [first] = this.#said;
    return first?.client === client && first.bytes?.startsWith(words) === true;
  }

  /** Waits for all that the model has said, compares, and gives it to the clients. */
  #hear(asker: RealClient | null, argv: readonly Bytes[]): void {
    if (this.#said.length === 0) return;
    const said = this.#said.splice(0);
    let different: Map<RealClient, Bytes[]> | null = null;
    for (const client of new Set(said.map((each) => each.client))) {
      const own = said.filter((each) => each.client === client);
      const real = this.#compare(client, own, client === asker ? argv : []);
      if (real !== null) (different ??= new Map()).set(client, real);
    }
    this.#deliver(said, different);
  }

  /** Null when it is the same; else what the server said, with a hang-up as the last message. */
  #compare(client: RealClient, own: readonly Said[], argv: readonly Bytes[]): Bytes[] | null {
    const { reader } = client;
    const model = own.map(({ bytes }) => bytes ?? "").join("");
    const closes = own.some(({ bytes }) => bytes === null);
    this.roundTrips++;
    if (!closes && reader.isNext(model)) {
      if (argv.length > 0) client.conversation.compare(model, model, argv); // it follows transactions
      this.#leftOver(client);
      return null;
    }
    const ours = [...MessageReader.messagesIn(model), ...(closes ? [hangUp] : [])];
    const theirs: Bytes[] = [];
    let isSame = true;
    for (const message of ours) {
      const heard = reader.next() ?? hangUp;
      theirs.push(heard);
      const how = heard === message ? "equal" : this.#howEqual(client, message, heard, argv);
      if (how === "equal") continue;
      if (how !== null) this.#observer.normalised(how);
      else {
        isSame = false;
        this.#differs(client.link.process.name, argv, message, heard);
      }
      if (heard === hangUp) break;
    }
    this.#leftOver(client);
    return isSame ? null : theirs;
  }

  #howEqual(
    { conversation }: RealClient,
    model: Bytes,
    real: Bytes,
    argv: readonly Bytes[],
  ): string | null {
    const how = conversation.compare(model, real, argv);
    if (how !== null || model === hangUp || real === hangUp) return how;
    return this.#nameOfOwn(model, real, argv);
  }

  #isSame(model: Bytes, real: Bytes, argv: readonly Bytes[]): boolean {
    if (model === real) return true;
    const how =
      createConversation().compare(model, real, argv) ?? this.#nameOfOwn(model, real, argv);
    if (how !== null) this.#observer.normalised(how);
    return how !== null;
  }

  #nameOfOwn(model: Bytes, real: Bytes, argv: readonly Bytes[]): string | null {
    const own = nameOfOwn(model, real, argv, this.#side);
    if (own !== null || !this.#isInCluster) return own;
    if (normalised(argv, model) === normalised(argv, real)) return "nodes of a cluster";
    const isSlots = argv.join(" ").toUpperCase() === "CLUSTER SLOTS";
    return isSlots && mastersIn(model) === mastersIn(real) ? "replicas without news" : null;
  }

  get #side(): Side {
    return {
      server: this.#server.node.profile.name,
      control: this.firstClientId - 1,
      isInCluster: this.#isInCluster,
      isReplicated: this.#isReplicated,
    };
  }

  #leftOver({ reader, link }: RealClient): void {
    const rest = reader.takeRest();
    if (rest !== "") this.#differs(link.process.name, [], null, rest);
  }

  /** What the server said and the model did not goes to the client all the same. */
  #tellUnexpected(): void {
    for (const client of this.#clients) {
      const rest = client.reader.takeRest();
      const isGone = client.reader.isClosed;
      if (rest === "" && !isGone) continue;
      this.#differs(client.link.process.name, [], null, rest === "" ? hangUp : rest);
      if (rest !== "") client.link.send(rest);
      if (isGone) client.link.close();
    }
  }

  #deliver(said: readonly Said[], different: ReadonlyMap<RealClient, Bytes[]> | null): void {
    const told = new Set<RealClient>();
    for (const { client, bytes } of said) {
      if (bytes === null) client.isSentAway = true;
      const real = different?.get(client);
      if (real === undefined) {
        if (bytes === null) client.link.close();
        else client.link.send(bytes);
        continue;
      }
      if (told.has(client)) continue;
      told.add(client);
      const words = real.filter((message) => message !== hangUp).join("");
      if (words !== "") client.link.send(words);
      if (real.at(-1) === hangUp) client.link.close();
    }
  }

  /** Turns of the server's loop: the first has read what was sent before, the second comes after all answers to that. */
  flush(turns: number): void {
    for (let turn = 0; turn < turns; turn++) this.#ask(["PING"]);
  }

  /** A question of the harness; "" when the server is gone. */
  #ask(argv: readonly Bytes[], meanwhile: (() => void) | null = null): Bytes {
    this.#control?.write(argv.length === 1 && argv[0] === "PING" ? ping : requestBytes(argv));
    meanwhile?.();
    this.roundTrips++;
    const reply = this.#control?.next();
    if (typeof reply === "string") return reply;
    const why = this.#process.wasSilent ? "(it did not answer, and was ended)" : hangUp;
    this.#differs("the harness", argv, null, why);
    this.disconnect();
    return "-ERR the server has ended\r\n";
  }

  #differs(who: string, argv: readonly Bytes[], model: Bytes | null, real: Bytes | null): void {
    const atUs = this.#nowUs();
    // Of a reply in which some things may differ, only what may not is worth showing.
    const kept =
      model === null || real === null || model === hangUp || real === hangUp
        ? null
        : keptOf(model, real, argv, this.#side);
    this.#observer.differs({
      atUs,
      node: this.#server.host,
      who,
      argv,
      ...(kept ?? { model, real }),
    });
  }

  /** When a master looks at whether its replicas are late is chance: whether there are enough of them is told to it. */
  #setReplicas(): void {
    if (!this.#hasOthers) return;
    const lacks = lacksReplicas(this.#server.node);
    if (lacks === this.#lacksReplicas) return;
    this.#lacksReplicas = lacks;
    this.#ask(["CONFIG", "SET", "min-replicas-to-write", lacks ? "1000" : "0"]);
  }

  get #hasOthers(): boolean {
    return this.#isInCluster || this.#isReplicated;
  }

  /** Has a master say to its replicas that it is there, as the model's has just done. */
  #pingReplicas(): void {
    this.#pings = this.node.replication.pings;
    if (this.#control === null || !this.#isReplicated) return;
    this.#setClock();
    const offset = this.#offset();
    const isDone = (): boolean => this.#offset() !== offset;
    this.configure("repl-ping-replica-period", "1", never, () => {
      if (!this.hurry(isDone)) this.failed("it did not ping its replicas");
    });
  }

  /** The end of the stream that it has written. */
  #offset(): string {
    return /master_repl_offset:(\d+)/.exec(this.#ask(["INFO", "replication"]))?.[1] ?? "";
  }

  #endTurn(): void {
    if (this.#pings !== this.node.replication.pings) this.#pingReplicas();
    if (this.#after.length === 0) return;
    const after = this.#after;
    this.#after = [];
    for (const act of after) act();
  }

  #setClock(): void {
    const us = this.#nowUs() + this.#server.skewUs;
    if (us === this.#clockUs) return;
    const isOtherSecond = Math.floor(us / 1e6) !== Math.floor(this.#clockUs / 1e6);
    this.#clockUs = us;
    this.#process.clock.set(us);
    // It notes when clients come and speak by the second in which it did something last.
    if (isOtherSecond && this.#control !== null && !this.#isPaused) this.flush(1);
  }

  /** Has the server believe of its cluster what the model's node does. */
  #tellView(): void {
    if (this.#view === null || this.#control === null || this.#isPaused) return;
    this.#setClock();
    this.#view.sync();
  }

  /** What a server had read before it stood still is done, and the harness may look at it. */
  #awake<T>(act: () => T): T {
    if (!this.#isPaused) return act();
    this.#process.pause(false);
    try {
      return act();
    } finally {
      this.#process.pause(true);
    }
  }
}

class RealClient {
  readonly link: ServerLink;
  readonly reader: MessageReader;
  readonly conversation = createConversation();
  /** The server has closed the connection, and the client does not know yet. */
  isSentAway = false;

  constructor(link: ServerLink, reader: MessageReader) {
    this.link = link;
    this.reader = reader;
  }
}

/** CLUSTER SLOTS names replicas only when they have told how much they have (Redis 7.0.15, `isReplicaAvailable`). */
function mastersIn(slots: Bytes): string {
  const value = readMessage(slots);
  const ranges = "items" in value ? value.items : [];
  return JSON.stringify(ranges.map((range) => ("items" in range ? range.items.slice(0, 3) : null)));
}

export const busy = "-BUSY ";
const loading = "-LOADING ";
const turnedAway = /^-(?:CLUSTERDOWN|MOVED|ASK|TRYAGAIN) /;

/** So long before a run a node of a cluster is started. */
export const joiningUs = 4_000_000;

/** A limit for clients as the server has it: the harness has a connection of its own, which counts. */
function withOurs(argv: readonly Bytes[]): readonly Bytes[] {
  const [name, sub, parameter, value] = argv;
  const setsLimit = name === "CONFIG" && sub === "SET" && parameter === "maxclients";
  return setsLimit ? [name, sub, parameter, String(Number(value) + 1)] : argv;
}

function withoutOurs([name, sub, parameter]: readonly Bytes[], reply: Bytes): Bytes {
  if (name !== "CONFIG" || sub !== "GET" || parameter !== "maxclients") return reply;
  const limit = /(\d+)\r\n$/.exec(reply)?.[1];
  return encodeReply(["maxclients", String(Number(limit) - 1)], 2);
}
