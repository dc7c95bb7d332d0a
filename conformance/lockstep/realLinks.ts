import type { FarLink, FarLinks } from "../../sim/farEnd.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { BusMessage } from "../../sim/redis/cluster/busMessage.ts";
import type { ReplicationMessage } from "../../sim/redis/replication/replicationMessage.ts";
import { requestBytes } from "../differential/requestBytes.ts";
import { MessageReader } from "./messageReader.ts";
import { MoveLine } from "./moveLine.ts";
import { MasterWords } from "./masterWords.ts";
import type { RealNode } from "./realNode.ts";
import { howStreamsAgree } from "./howStreamsAgree.ts";
import { ReplicaLine } from "./replicaLine.ts";
import { never } from "./serverProcess.ts";

type End = FarLink["from"];

/** What is real of a connection between a replica and its master: one to each of them. */
type RealLink = {
  readonly master: RealNode;
  readonly replica: RealNode;
  /** To the real master, as if it were the replica. */
  upstream: MasterWords | null;
  /** To the real replica, as if it were the master. */
  line: ReplicaLine | null;
  /** What the real replica asked, word for word. */
  asked: Bytes | null;
  /** Whether the master was told once how much the replica has, for which it may have waited with its stream. */
  isAcknowledged: boolean;
  /** Whether the model's master has just refused what it was asked, for a reason that the real one does not have. */
  isRefused: boolean;
  /** What is given to the replica when the model has loaded its data: all of it, and what followed. */
  held: Bytes | null;
  /** What the replica has of the stream on the model, and is yet to be given. */
  owed: Bytes;
};

/**
 * Stands between real masters and real replicas. It is each master's replica, and each replica's master, and passes on
 * what the models say to each other when they say it: so a real replica has exactly as much of the stream as that of the
 * model, and what a failover loses is the same.
 */
export class RealLinks implements FarLinks {
  readonly #nodes = new Map<string, RealNode>();
  readonly #links = new Map<FarLink, RealLink>();
  /** Over what servers move keys to others; they keep such connections for a while. */
  #moves: { readonly from: RealNode; readonly to: string; readonly line: MoveLine }[] = [];

  add(host: string, node: RealNode): void {
    this.#nodes.set(host, node);
    node.links = this;
  }

  accepted(link: FarLink): void {
    const real = this.#realOf(link);
    if (real?.master.isUp !== true) return;
    real.upstream = new MasterWords(real.master.callPlainly());
  }

  opened(link: FarLink): void {
    const real = this.#realOf(link);
    if (real === null) return;
    const { replica } = real;
    const model = replica.node.replication.master;
    if (!replica.isUp || model === null) return;
    replica.beginTurn();
    replica.replication.follow(model.host, model.port);
    const line = new ReplicaLine(replica.layLine());
    real.line = line;
    let called: string | null = null;
    const isCalled = (): boolean => (called ??= line.takeCall()) !== null;
    if (!replica.hurry(isCalled)) return replica.failed("it does not call its master");
    real.asked = line.greet();
    if (real.asked === null) replica.failed("it does not ask its master to synchronise");
    else if (called !== `${model.host} ${model.port}`)
      replica.failed(`it called ${called} in place of ${model.host} ${model.port}`);
  }

  sent(link: FarLink, by: End, message: unknown): void {
    if (link.purpose === "bus") return this.#publish(link, by, message);
    const real = this.#links.get(link);
    if (real === undefined || by !== link.to) return;
    const said = messageIn(message);
    if (said.type !== "reply") return;
    if (ofTheModelAlone.test(said.bytes)) real.isRefused = true;
    if (said.bytes.startsWith("+FULLRESYNC")) real.master.afterTurn(() => this.#takeData(real));
  }

  received(link: FarLink, by: End, message: unknown): void {
    if (link.purpose === "bus") return this.#hearPublished(by, message);
    const real = this.#links.get(link);
    if (real === undefined) return;
    const said = messageIn(message);
    if (said.type === "request") this.#ask(link, real, said.argv);
    else if (by === link.from) this.#tell(real, said);
  }

  /** Of the bus what is for subscribers is passed on; what else nodes hear there, each is told by its `ClusterView`. */
  #publish(link: FarLink, by: End, message: unknown): void {
    const published = publicationIn(message);
    if (published === null) return;
    const real = this.#nodes.get(by.host);
    const to = by === link.from ? link.to : link.from;
    if (real?.isUp === true)
      real.afterTurn(() => real.isUp && real.view?.expectPublished(to.address, published));
  }

  #hearPublished(by: End, message: unknown): void {
    const published = publicationIn(message);
    if (published === null) return;
    const real = this.#nodes.get(by.host);
    if (real?.isUp !== true) return;
    real.beginTurn();
    real.view?.hearPublished(published.header.sender, published);
  }

  closed(link: FarLink, by: End, itself: boolean): void {
    const real = this.#links.get(link);
    if (real === undefined) return;
    const end = by === link.from ? real.replica : real.master;
    const close = (): void => {
      if (end === real.replica) this.#closeLine(real);
      else this.#closeUpstream(real);
      if (real.line === null && real.upstream === null) this.#links.delete(link);
    };
    // What brought that about may be something that the real one has yet to do.
    if (itself) end.afterTurn(close);
    else close();
  }

  /** The process is gone, and its ends of all connections are. */
  crashed(node: RealNode): void {
    for (const { from, line } of this.#moves) if (from === node) line.close();
    for (const [link, real] of this.#links) {
      if (real.master === node) {
        real.upstream?.close();
        real.upstream = null;
      }
      if (real.replica === node) {
        real.owed = "";
        real.line?.close();
        real.line = null;
        real.held = null;
      }
      if (real.line === null && real.upstream === null) this.#links.delete(link);
    }
  }

  /**
   * A server is about to be told MIGRATE, and it will be fine. What is returned carries what it says to the other one, and
   * the answers back; call it when the server has been told.
   */
  move(from: RealNode, [, host = ""]: readonly Bytes[]): () => void {
    const to = [...this.#nodes.values()].find(({ node }) => node.address.host === host);
    if (to === undefined || !to.isUp) return () => from.failed(`nobody stands for ${host}`);
    let line = this.#moves.find((each) => each.from === from && each.to === host)?.line ?? null;
    if (line?.isOpen() !== true) {
      line = new MoveLine(from.layLine());
      this.#moves.unshift({ from, to: host, line });
    }
    const over = line;
    return () => this.#carry(from, to, over);
  }

  #carry(from: RealNode, to: RealNode, line: MoveLine): void {
    to.beginTurn();
    const target = new MessageReader(to.callPlainly(), to.node.address.host);
    for (;;) {
      const request = line.nextRequest();
      if (request === null) return from.failed("it does not move the key");
      target.write(request);
      line.write(target.next() ?? "");
      if (request.includes("\r\nRESTORE")) break;
    }
    target.close();
    to.flush(2);
  }

  /** Has a server do by now what the model's node has done: give up old connections, and load the data that it was given. */
  catchUp(node: RealNode): void {
    if (this.#moves.length > 0) this.#giveUpMoves(node);
    for (const real of this.#links.values())
      if (real.replica === node && real.held !== null && !node.node.replication.isLoading)
        this.#load(real);
  }

  /** A server looks once a second, by its own count, for connections over which no key was moved for long. */
  #giveUpMoves(node: RealNode): void {
    this.#moves = this.#moves.filter(({ line }) => line.isOpen());
    const lines = this.#moves.filter(({ from }) => from === node).map(({ line }) => line);
    if (lines.length === 0 || !node.isUp) return;
    const kept = node.node.moveConnections.count(node.node.ledger.nowMs);
    const hasGivenUp = (): boolean => lines.filter((line) => line.isOpen()).length <= kept;
    if (hasGivenUp()) return;
    node.beginTurn();
    if (!node.hurry(hasGivenUp)) node.failed("it keeps connections over which it moved keys");
  }

  /** How many connections a server has from here that it does not take for replicas (yet). */
  countIn(node: RealNode): number {
    let count = 0;
    for (const { master, replica, upstream, line } of this.#links.values()) {
      if (master === node && upstream?.isReplica === false) count++;
      if (replica === node && line !== null) count++;
    }
    return count;
  }

  #realOf(link: FarLink): RealLink | null {
    if (link.purpose !== "replication") return null;
    const known = this.#links.get(link);
    if (known !== undefined) return known;
    const master = this.#nodes.get(link.to.host);
    const replica = this.#nodes.get(link.from.host);
    if (master === undefined || replica === undefined) return null;
    const real = { master, replica, upstream: null, line: null, asked: null, isAcknowledged: false, isRefused: false, held: null, owed: "" }; // prettier-ignore
    this.#links.set(link, real);
    return real;
  }

  /** What a replica asks, as the model's does. */
  #ask(link: FarLink, real: RealLink, argv: readonly Bytes[]): void {
    const { master, upstream, isRefused } = real;
    real.isRefused = false;
    if (upstream === null || !master.isUp) return;
    // It would let in whom the model has sent away, and count it.
    if (isRefused) return master.normalised("replica refused by decree");
    const [name = "", what = ""] = argv;
    const isAcknowledgement = name === "REPLCONF" && what.toUpperCase() === "ACK";
    const tell = (): void => upstream.write(requestBytes(argv));
    // In a cluster nothing that is compared tells how often: the last word is enough, when somebody asks.
    if (isAcknowledgement && real.isAcknowledged && master.isInCluster)
      return master.tellBeforeTurn(real, tell);
    master.beginTurn();
    if (name === "PSYNC") {
      upstream.write(real.asked ?? requestBytes(argv));
      upstream.awaitAnswer();
      real.isAcknowledged = false;
      return master.flush(1);
    }
    if (isAcknowledgement) {
      real.isAcknowledged = true;
      tell();
      return master.flush(1);
    }
    // The master knows by it who that is: to it all come from the same place.
    if (name === "REPLCONF" && what === "listening-port") {
      upstream.write(requestBytes(["REPLCONF", "ip-address", link.from.address]));
      upstream.reply();
    }
    upstream.write(requestBytes(argv));
    upstream.reply();
  }

  /** What a master says, when the model's replica hears it. */
  #tell(real: RealLink, said: ReplicationMessage): void {
    const { line, upstream, replica } = real;
    if (line === null || upstream === null || !replica.isUp) return;
    if (said.type === "reply") {
      replica.beginTurn();
      const kind = /^\+(?:FULLRESYNC|CONTINUE)/.exec(said.bytes)?.[0];
      if (kind === undefined) return;
      upstream.takeIn();
      const answer = upstream.answer ?? "";
      if (!answer.startsWith(kind)) replica.failed(`its master said ${kind} only on the model; it said ${answer}`); // prettier-ignore
      line.write(answer);
      replica.flush(1);
    } else if (said.type === "snapshot") real.held = upstream.payload ?? "";
    else if (said.type === "stream") {
      const model = said.commands.map(({ argv }) => requestBytes(argv)).join("");
      const bytes = upstream.take(model.length);
      const how = bytes === null ? null : howStreamsAgree(model, bytes, replica.side.server);
      if (how === null) replica.hears(model, bytes);
      else if (how !== "equal") replica.normalised(how);
      if (real.held !== null) real.held += bytes ?? "";
      else if (replica.isInCluster) this.#owe(real, bytes ?? "");
      else this.#writeNow(real, bytes ?? "");
    }
  }

  /** In a cluster nothing that is compared tells when a replica has got what it has: it is given that when it is to do something. */
  #owe(real: RealLink, bytes: Bytes): void {
    real.owed += bytes;
    real.replica.tellBeforeTurn(real, () => {
      const { owed } = real;
      real.owed = "";
      this.#write(real, owed);
    });
  }

  #writeNow(real: RealLink, bytes: Bytes): void {
    real.replica.beginTurn();
    this.#write(real, bytes);
  }

  #load(real: RealLink): void {
    const { replica, held } = real;
    real.held = null;
    this.#writeNow(real, held ?? "");
    if (!replica.hurry(() => replica.replication.isFollowing(), 0, childTriesMax)) replica.failed("it did not load its master's data"); // prettier-ignore
  }

  #write({ line, replica }: RealLink, bytes: Bytes): void {
    line?.write(bytes);
    replica.flush(1 + Math.ceil(bytes.length / bytesInTurn));
  }

  /** Has a master write down all that it has, as the model's does at this moment. */
  #takeData(real: RealLink): void {
    const { master, upstream } = real;
    if (upstream === null || !master.isUp) return;
    const others = [...this.#links.values()].filter((each) => each.master === master);
    const isThere = (): boolean => {
      for (const other of others) other.upstream?.takeIn();
      return upstream.payload !== null && !master.replication.isSaving();
    };
    if (isThere()) return;
    master.configure("repl-diskless-sync-delay", "0", never, () => {
      if (!master.hurry(isThere, 100_000, childTriesMax))
        master.failed("it did not give all of its data");
    });
  }

  #closeLine(real: RealLink): void {
    if (real.held !== null && real.replica.isUp) this.#load(real);
    const { line, replica } = real;
    if (line !== null && replica.isUp) replica.beginTurn();
    real.line = null;
    if (line === null) return;
    line.close();
    if (!replica.isUp) return;
    replica.flush(2);
  }

  #closeUpstream(real: RealLink): void {
    const { upstream, master } = real;
    real.upstream = null;
    if (upstream === null) return;
    upstream.close();
    if (!master.isUp) return;
    master.beginTurn();
    master.flush(2);
  }
}

/** A child writes down data, and a server loads them, at the pace of a real machine; it is looked at every millisecond. */
const childTriesMax = 10_000;

/** While a node is busy by decree, or loads what the real one is given when that is done, the model answers alone. */
const ofTheModelAlone = /^-(?:BUSY|LOADING) /;

/** A server reads so much from one connection in a turn of its loop. */
const bytesInTurn = 16_384;

// On the bus nothing else is said.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const messageOnBus = (message: unknown): BusMessage => message as BusMessage;

function publicationIn(message: unknown): Extract<BusMessage, { channel: Bytes }> | null {
  const said = messageOnBus(message);
  return said.type === "publish" || said.type === "publishshard" ? said : null;
}

// Of replication nothing else is told.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
const messageIn = (message: unknown): ReplicationMessage => message as ReplicationMessage;
