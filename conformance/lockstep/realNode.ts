import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import type { RedisServer, RestartData } from "../../sim/redisServer.ts";
import { hangUp } from "../differential/connectToServer.ts";
import { requestBytes } from "../differential/requestBytes.ts";
import type { BlockingConnection } from "./blockingConnection.ts";
import type { ClusterView } from "./clusterView.ts";
import type { LockstepObserver } from "./difference.ts";
import type { MessageReader } from "./messageReader.ts";
import { keptOf, type Side } from "./ownFigures.ts";
import type { RealLinks } from "./realLinks.ts";
import { RealReplication } from "./realReplication.ts";
import { rememberedNodes } from "./rememberedNodes.ts";
import { sleep, type ServerProcess } from "./serverProcess.ts";

/** For so many milliseconds it is waited that a server notices who has left. */
const goneTriesMax = 5_000;

const ping = requestBytes(["PING"]);

/** What Redis answers to SAVE when it cannot write; why, its log says (Redis 7.0.15, `saveCommand`). */
const cannotSave = "-ERR\r\n";

/**
 * A real server as the harness governs it: its life, its clock, and a connection over which it is asked. Whatever it is
 * made to do has been done when the call returns.
 */
export class RealNode {
  /** The id that the first client of its present life gets. */
  firstClientId = 1;
  /** How many messages were waited for at the server, for whomever. */
  roundTrips = 0;
  /** Who stands between it and the others; null where there are none. */
  links: RealLinks | null = null;
  /** What it believes of its cluster; null where there is none. */
  view: ClusterView | null = null;
  /** Called when the harness has let go of it, or it has ended by itself. */
  onDisconnected: (() => void) | null = null;
  readonly replication = new RealReplication(this);
  readonly #server: RedisServer;
  readonly #nowUs: () => number;
  readonly #observer: LockstepObserver;
  #started: ServerProcess | null = null;
  #control: MessageReader | null = null;
  #clockUs = 0;
  #isPaused = false;
  /** What it is to be told before anything else, by who tells it. */
  readonly #owed = new Map<object, { readonly us: number; readonly tell: () => void }>();
  /** What is to be done when the server has done what the model did last. */
  #after: (() => void)[] = [];

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
    this.#connectFirst();
  }

  /** Lets its clock run up to the start of the run, with a turn of its loop every second. */
  runUpFor(us: number): void {
    const startUs = this.#nowUs();
    for (let leftUs = us; leftUs >= 0; leftUs -= 1_000_000) {
      this.#process.clock.set(startUs - leftUs);
      this.flush(2);
    }
    this.#clockUs = startUs;
  }

  /** The model's node. */
  get node(): RedisNode {
    return this.#server.node;
  }

  /** Whether the harness has a connection to it, even if it stands still. */
  get isConnected(): boolean {
    return this.#control !== null;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Whether there is a process that can be asked now. */
  get isUp(): boolean {
    return this.#control !== null && !this.#isPaused;
  }

  get isInCluster(): boolean {
    return this.#started?.isInCluster ?? false;
  }

  get isReplicated(): boolean {
    return this.#started?.isReplicated ?? false;
  }

  get side(): Side {
    return {
      server: this.#server.node.profile.name,
      control: this.firstClientId - 1,
      isInCluster: this.isInCluster,
      isReplicated: this.isReplicated,
    };
  }

  /** Kills it, when it has written down what it holds. */
  kill(): void {
    this.#process.kill(() => this.save());
    this.disconnect();
    this.#after = [];
    this.#owed.clear();
  }

  restart(data: RestartData): void {
    if (this.isInCluster) this.#process.remember(rememberedNodes(this.node));
    this.#process.restart(data, () => this.#connectFirst());
  }

  pause(isPaused: boolean): void {
    if (isPaused) this.beginTurn(); // what it was told before is done
    this.#isPaused = isPaused;
    this.#process.pause(isPaused);
  }

  /** What a server had read before it stood still is done, and the harness may look at it. */
  awake<T>(act: () => T): T {
    if (!this.#isPaused) return act();
    this.#process.pause(false);
    try {
      return act();
    } finally {
      this.#process.pause(true);
    }
  }

  disconnect(): void {
    this.#control?.close();
    this.#control = null;
    this.onDisconnected?.();
  }

  /** A client's connection to it. */
  connect(): MessageReader {
    return this.#process.connect();
  }

  /** A connection of the harness to it. */
  callPlainly(): BlockingConnection {
    this.beginTurn();
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

  /** Something is about to reach the server: it sees the time of the world, and whether it has replicas enough to write. */
  beginTurn(): void {
    // Who waited may be served by what it hears next, and go on to write.
    if (this.isUp) this.replication.setReplicas();
    if (this.#owed.size > 0 && this.isUp) this.#tellOwed();
    this.#setClock(this.#time);
  }

  get #time(): number {
    return this.#nowUs() + this.#server.skewUs;
  }

  #setClock(us: number): void {
    if (us === this.#clockUs) return;
    const isOtherSecond = Math.floor(us / 1e6) !== Math.floor(this.#clockUs / 1e6);
    this.#clockUs = us;
    this.#process.clock.set(us);
    // It notes when clients come and speak by the second in which it did something last.
    if (isOtherSecond && this.isUp) this.flush(1);
  }

  /** Tells the server something as of now, but when its next turn begins, unless `who` has something newer by then. */
  tellBeforeTurn(who: object, tell: () => void): void {
    this.#owed.delete(who); // what is newer comes after what others have
    this.#owed.set(who, { us: this.#time, tell });
  }

  #tellOwed(): void {
    const owed = [...this.#owed.values()];
    this.#owed.clear();
    for (const { us, tell } of owed) {
      this.#setClock(us);
      tell();
    }
    this.flush(1);
  }

  /** Does something when the server has done what the model is doing. */
  afterTurn(act: () => void): void {
    this.#after.push(() => {
      if (this.#control !== null) this.beginTurn();
      act();
    });
  }

  /** The server has done what the model did. */
  endTurn(): void {
    if (this.#after.length === 0) return;
    const after = this.#after;
    this.#after = [];
    for (const act of after) act();
  }

  /** Turns of the server's loop: the first has read what was sent before, the second comes after all answers to that. */
  flush(turns: number): void {
    for (let turn = 0; turn < turns; turn++) this.ask(["PING"]);
  }

  /**
   * A question of the harness that nobody compares.
   *
   * @param meanwhile what the server needs done before it can answer.
   * @returns an error when the server is gone.
   */
  ask(argv: readonly Bytes[], meanwhile: (() => void) | null = null): Bytes {
    this.#control?.write(argv.length === 1 && argv[0] === "PING" ? ping : requestBytes(argv));
    meanwhile?.();
    this.roundTrips++;
    return this.#answerTo(argv);
  }

  /** Questions that are there at once. */
  askTogether(questions: readonly (readonly Bytes[])[]): readonly Bytes[] {
    this.#control?.write(questions.map(requestBytes).join(""));
    this.roundTrips++;
    return questions.map((argv) => this.#answerTo(argv));
  }

  #answerTo(argv: readonly Bytes[]): Bytes {
    const reply = this.#control?.next();
    if (typeof reply === "string") return reply;
    this.differs("the harness", argv, null, hangUp);
    this.disconnect();
    return "-ERR the server has ended\r\n";
  }

  /** Has it write down what it holds. @throws ServerTrouble NOT_SAVED when it cannot. */
  save(): Bytes {
    const reply = this.ask(["SAVE"]);
    if (reply === cannotSave) throw this.#process.notSaved();
    return reply;
  }

  /** Lets it do something as if it were so much later; for whoever waits there it is not. */
  doLater(ms: number, act: () => void): void {
    this.#process.clock.during(this.#clockUs + ms * 1000, act);
    this.flush(1);
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

  /** Puts its clock for looking after things ahead: it does so in its next turn, whenever that is. */
  putAhead(us: number): void {
    this.#process.clock.hurry(us);
  }

  /** Sets a parameter while something is done. */
  configure(name: string, value: string, otherwise: string, act: () => void): void {
    this.ask(["CONFIG", "SET", name, value]);
    act();
    this.ask(["CONFIG", "SET", name, otherwise]);
  }

  /**
   * Waits until the server has no client that has left. It is told of that when nobody holds the connection any more; and
   * a server that another thread is starting at this moment holds, as its child, all that we have, until it is the server.
   *
   * @param stayed how many clients have not left.
   */
  waitUntilOnly(stayed: number): void {
    const left = 1 + stayed + (this.links?.countIn(this) ?? 0);
    for (let tries = 0; tries < goneTriesMax && this.#control !== null; tries++) {
      const [, connected] = /^connected_clients:(\d+)/m.exec(this.ask(["INFO", "clients"])) ?? [];
      if (connected === undefined || Number(connected) <= left) return;
      sleep(1);
    }
  }

  /** The server has not done what the model did. */
  failed(why: string): void {
    this.differs("the harness", [], null, `(${why})`);
  }

  /** What the server's master has told it is not what the model's did. */
  hears(model: Bytes, real: Bytes | null): void {
    this.differs("its master", [], model, real ?? hangUp);
  }

  /** Of a reply in which some things may differ, only what may not is worth showing. */
  differs(who: string, argv: readonly Bytes[], model: Bytes | null, real: Bytes | null): void {
    const kept =
      model === null || real === null || model === hangUp || real === hangUp
        ? null
        : keptOf(model, real, argv, this.side);
    const difference = { atUs: this.#nowUs(), node: this.#server.host, who, argv };
    const said = real === hangUp ? (this.#process.whyEnded() ?? hangUp) : real;
    this.#observer.differs({ ...difference, ...(kept ?? { model, real: said }) });
  }

  /** Something differs by what is permitted. */
  normalised(name: string): void {
    this.#observer.normalised(name);
  }

  get #process(): ServerProcess {
    if (this.#started === null) throw new Error("RealNode: it has no server yet");
    return this.#started;
  }

  #connectFirst(): void {
    this.#control = this.#process.connectFirst();
    this.ask(["DEBUG", "SET-ACTIVE-EXPIRE", "0"]);
    // The first time that a server looks after its replicas it pings them whenever that is: there are none yet.
    if (this.isReplicated) this.#process.clock.hurry(100_000);
    this.firstClientId = Number(this.ask(["CLIENT", "ID"]).slice(1)) + 1;
  }
}
