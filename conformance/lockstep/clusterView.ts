import type { Bytes } from "../../sim/redis/bytes.ts";
import type { ClusterNode } from "../../sim/redis/cluster/clusterNode.ts";
import type { ClusterState } from "../../sim/redis/cluster/clusterState.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import type { BlockingConnection } from "./blockingConnection.ts";
import { BusLine } from "./busLine.ts";
import {
  failureOf,
  pongOf,
  pongOfElected,
  voteOf,
  publicationOf,
  type Published,
} from "./busMessages.ts";

/** What a real node of a cluster can be made to do. */
export type ViewedNode = {
  readonly node: RedisNode;
  /** The other end of the next connection that it makes to another node's bus. */
  readonly layBusLine: () => BlockingConnection;
  /** It sees the time of the world. */
  readonly beginTurn: () => void;
  readonly hurry: (isSo: () => boolean) => boolean;
  /** Lets it do something as if it were so much later; for whoever waits there it is not. */
  readonly doLater: (ms: number, act: () => void) => void;
  readonly flush: (turns: number) => void;
  readonly ask: (argv: readonly Bytes[]) => Bytes;
  readonly configure: (name: string, value: string, otherwise: string, act: () => void) => void;
  readonly failed: (why: string) => void;
};

/** What it was told of another node last. */
type Told = {
  readonly isMaster: boolean;
  readonly master: string | null;
  readonly configEpoch: number;
  readonly slots: Uint8Array;
  readonly isHeardOf: boolean;
  readonly failing: Failing;
};

/** How far a node is from being well, as its flags have it. */
type Failing = "no" | "perhaps" | "yes";

type News = {
  readonly changed: readonly ClusterNode[];
  readonly failing: readonly ClusterNode[];
  readonly silent: readonly ClusterNode[];
  readonly well: readonly ClusterNode[];
};

/** So long ago are pings that were not answered; no wait of a client ends by that. */
const silenceMs = 5;

/** A node that has no chance to tell by itself whether another one is well. */
export const nodeTimeoutMs = "1000000000";
/** Longer than a node waits before it takes part again (Redis 7.0.15, `clusterUpdateState`). */
const rejoiningMs = 6_000;

/**
 * Makes a real node of a cluster believe of the cluster what the model's node believes. It never hears of the other real
 * nodes: on its bus it hears what it would have to hear in order to come to believe that, and what it says is not passed on.
 */
export class ClusterView {
  readonly #real: ViewedNode;
  readonly #lines = new Map<string, BusLine>();
  readonly #told = new Map<string, Told>();
  #currentEpoch = 0;
  #health = "";
  #isMaster = true;
  #master: string | null = null;
  #ownEpoch = 0;
  #isHeldUp = false;

  constructor(real: ViewedNode) {
    this.#real = real;
  }

  /** The process runs, and knows what the model's node knows now: it connects to all whom it knows. */
  connect(): void {
    const state = this.#state;
    if (state === null) return;
    const others = state.list.filter((node) => node !== state.myself);
    this.#layLines(others);
    for (const node of others) {
      // A node that starts knows no config epoch of a replica.
      const configEpoch = node.isReplica ? 0 : node.configEpoch;
      this.#told.set(node.id, { ...toldOf(node), configEpoch, isHeardOf: false });
    }
    this.#currentEpoch = state.currentEpoch;
    this.#health = "";
    this.#isHeldUp = false;
    this.#noteOwn(state);
  }

  /** It has become a node of a cluster that has just been made, and is no replica yet. */
  join(): void {
    const state = this.#state;
    if (state === null) return;
    this.#master = null;
    this.#takeMaster(state);
    this.#noteOwn(state);
    this.#sync(() => {});
  }

  disconnect(): void {
    for (const line of this.#lines.values()) line.close();
    this.#lines.clear();
    this.#told.clear();
  }

  /** Tells what is news. Whatever the model did for a request, the real node has done by itself before. */
  sync(): void {
    this.#sync(() => this.#real.beginTurn());
  }

  #sync(begin: () => void): void {
    const state = this.#state;
    if (state === null || this.#lines.size === 0) return;
    const changed: ClusterNode[] = [];
    const failing: ClusterNode[] = [];
    const silent: ClusterNode[] = [];
    const well: ClusterNode[] = [];
    for (const node of state.list) {
      if (node === state.myself) continue;
      const told = this.#told.get(node.id);
      if (told === undefined || (node.isReplica && node.master === null)) continue;
      if (isNews(node, told)) changed.push(node);
      const how = failingOf(node);
      if (how === told.failing) continue;
      (how === "yes" ? failing : how === "perhaps" ? silent : well).push(node);
    }
    const isOwnNews = this.#isOwnNews(state);
    const currentEpoch = this.#epochToTell(state);
    const isNewEpoch = currentEpoch > this.#currentEpoch;
    const isQuiet = changed.length + failing.length + silent.length + well.length === 0;
    if (!isQuiet || isOwnNews || isNewEpoch || state.health !== this.#health) {
      const news = { changed, failing, silent, well };
      begin();
      this.#tell(state, news, isNewEpoch ? currentEpoch : 0, isOwnNews);
    }
    const isHeldUp = state.manualReplica !== null;
    if (isHeldUp === this.#isHeldUp) return;
    begin();
    this.#holdUp(isHeldUp);
  }

  /** The model's node has told another one's subscribers something: the real one must have done so by now. */
  expectPublished(to: string, published: Published): void {
    const node = this.#state?.list.find(({ host }) => host === to);
    const line = node === undefined ? undefined : this.#lines.get(node.id);
    if (line === undefined) return;
    this.#real.flush(1);
    if (!line.hasPublished(published))
      this.#real.failed(`it does not tell ${to} of ${JSON.stringify(published)}`);
  }

  /** The model's node has heard from another one what is for its subscribers. */
  hearPublished(senderId: string, published: Published): void {
    const sender = this.#state?.nodes.get(senderId);
    if (sender === undefined) return;
    this.#say(sender, publicationOf(sender, published));
    this.#real.flush(1);
  }

  get #state(): ClusterState | null {
    return this.#real.node.cluster?.state ?? null;
  }

  #tell(
    state: ClusterState,
    { changed, failing, silent, well }: News,
    currentEpoch: number,
    isOwnNews: boolean,
  ): void {
    if (state.myself.isMaster && !this.#isMaster) this.#promote(state);
    // What somebody has won is told before what others have lost by that.
    const byEpoch = changed.toSorted(
      (one, other) =>
        other.configEpoch - one.configEpoch || Number(other.isMaster) - Number(one.isMaster),
    );
    for (const node of byEpoch) {
      const hasWonSince =
        node.isReplica && node.slotCount > 0 && !this.#told.get(node.id)?.isMaster;
      if (hasWonSince) this.#say(node, pongOfElected(node));
      this.#say(node, pongOf(node, 0));
    }
    this.#real.flush(2);
    if (currentEpoch > 0) this.#tellEpoch(state, currentEpoch);
    if (well.length > 0) this.#tellWell(well);
    // An answer of a node is a sign of life as well.
    const isStill = (how: Failing) => (node: ClusterNode) => failingOf(node) === how;
    const quiet = new Set([...silent, ...changed.filter(isStill("perhaps"))]);
    if (quiet.size > 0) this.#fallSilent(state, quiet);
    const failed = new Set([...failing, ...changed.filter(isStill("yes"))]);
    for (const node of failed) this.#tellFailing(state, node);
    if (failed.size > 0) this.#real.flush(2);
    for (const node of [...changed, ...failing, ...silent, ...well])
      this.#told.set(node.id, toldOf(node));
    if (isOwnNews) this.#takeMaster(state);
    this.#noteOwn(state);
    this.#verify(state);
  }

  /**
   * Nodes do not answer: all are pinged some milliseconds ago, all but those answer, and a timeout that is shorter than that
   * has passed (Redis 7.0.15, `clusterCron`).
   */
  #fallSilent(state: ClusterState, silent: ReadonlySet<ClusterNode>): void {
    const well = state.list.filter((node) => node !== state.myself && failingOf(node) === "no");
    const answer = (nodes: Iterable<ClusterNode>): void => {
      for (const node of nodes) this.#say(node, pongOf(node, 0));
      this.#real.flush(2);
    };
    this.#real.flush(1);
    this.#real.configure("cluster-node-timeout", "1", nodeTimeoutMs, () => {
      this.#real.doLater(-2 * silenceMs, () => answer([...well, ...silent]));
      this.#real.doLater(-silenceMs, () => this.#lookAfterThings());
      answer(well);
      this.#lookAfterThings();
    });
    this.#reconnect(state);
  }

  #lookAfterThings(): void {
    let times = 0;
    this.#real.hurry(() => times++ > 1);
  }

  /** A node that hears nothing gives up the connection. */
  #reconnect({ list }: ClusterState): void {
    const lost: ClusterNode[] = [];
    for (const node of list) {
      const line = this.#lines.get(node.id);
      if (line === undefined || line.takeIn()) continue;
      line.close();
      this.#lines.delete(node.id);
      lost.push(node);
    }
    this.#layLines(lost);
  }

  /** Has it connect to nodes; in which order is its own affair. */
  #layLines(nodes: readonly ClusterNode[]): void {
    if (nodes.length === 0) return;
    const open = nodes.map(() => ({ line: this.#real.layBusLine(), heard: "" }));
    const haveAllCalled = (): boolean => {
      for (const each of open)
        if (!each.heard.includes("\n")) each.heard += each.line.readNow() ?? "";
      return open.every(({ heard }) => heard.includes("\n"));
    };
    if (!this.#real.hurry(haveAllCalled)) this.#real.failed("it does not call the other nodes");
    for (const { line, heard } of open) {
      const [host = ""] = heard.split(" ");
      const node = nodes.find((each) => each.host === host);
      if (node === undefined) line.close();
      else this.#lines.set(node.id, new BusLine(line, heard.slice(heard.indexOf("\n") + 1)));
    }
  }

  /** A replica has won an election, or has taken its master's place by its own word. */
  #promote(state: ClusterState): void {
    const { configEpoch } = state.myself;
    if (this.#currentEpoch < configEpoch - 1) this.#tellEpoch(state, configEpoch - 1);
    // Who has the greatest epoch of all keeps it when it takes over by its own word (`clusterBumpConfigEpochWithoutConsensus`).
    const isElected = this.#ownEpoch === configEpoch - 1;
    const reply = this.#real.ask(["CLUSTER", "FAILOVER", isElected ? "FORCE" : "TAKEOVER"]);
    if (reply !== "+OK\r\n") this.#real.failed(`it does not take over: ${reply.trim()}`);
    if (isElected) this.#vote(state);
    this.#currentEpoch = Math.max(this.#currentEpoch, configEpoch);
  }

  /** All masters give it their vote, when it has asked for them. */
  #vote({ list, myself }: ClusterState): void {
    const epoch = String(myself.configEpoch);
    const hasAsked = (): boolean =>
      field(this.#real.ask(["CLUSTER", "INFO"]), "cluster_current_epoch") === epoch;
    if (!this.#real.hurry(hasAsked)) this.#real.failed("it does not ask for votes");
    for (const node of list)
      if (this.#told.get(node.id)?.isMaster === true)
        this.#say(node, voteOf(node, myself.configEpoch));
    this.#real.flush(2);
  }

  #tellEpoch({ list, myself }: ClusterState, epoch: number): void {
    const others = list.filter((node) => node !== myself && this.#lines.has(node.id));
    const teller = others.find((node) => this.#told.get(node.id)?.failing === "no");
    // Nobody reaches it: it hears of that when somebody does.
    if (teller === undefined) return;
    this.#say(teller, pongOf(teller, epoch));
    this.#real.flush(2);
    this.#currentEpoch = epoch;
  }

  /** A node is well again when it answers, and has failed for longer than some timeouts. */
  #tellWell(well: readonly ClusterNode[]): void {
    this.#real.flush(1); // so that it looks after nothing meanwhile
    this.#real.configure("cluster-node-timeout", "0", nodeTimeoutMs, () => {
      for (const node of well) this.#say(node, pongOf(node, 0));
      this.#real.flush(2);
    });
  }

  /** It is told by somebody else. */
  #tellFailing({ list, myself }: ClusterState, failing: ClusterNode): void {
    const teller = list.find((node) => node !== failing && node !== myself) ?? failing;
    this.#say(teller, failureOf(teller, failing));
  }

  /** Follows whom the model follows, if what was told has not brought that about. */
  #takeMaster({ myself: { master } }: ClusterState): void {
    if (master === null || this.#master === master.id) return;
    const role = this.#real.ask(["ROLE"]);
    if (role.includes(`\r\n${master.host}\r\n`)) return;
    const reply = this.#real.ask(["CLUSTER", "REPLICATE", master.id]);
    if (reply !== "+OK\r\n")
      this.#real.failed(`it does not follow ${master.host}: ${reply.trim()}`);
  }

  /** Clients that write wait while a replica takes over. */
  #holdUp(isHeldUp: boolean): void {
    this.#isHeldUp = isHeldUp;
    const leftMs = this.#real.node.pause.state?.leftMs ?? 0;
    if (isHeldUp) this.#real.ask(["CLIENT", "PAUSE", String(leftMs), "WRITE"]);
    else this.#real.ask(["CLIENT", "UNPAUSE"]);
  }

  #verify(state: ClusterState): void {
    const { health } = state;
    let info = this.#real.ask(["CLUSTER", "INFO"]);
    const isSo = (): boolean => {
      info = this.#real.ask(["CLUSTER", "INFO"]);
      return field(info, "cluster_state") === health;
    };
    if (field(info, "cluster_state") !== health)
      this.#real.doLater(rejoiningMs, () => void this.#real.hurry(isSo));
    const wanted: readonly (readonly [string, string | number])[] = [
      ["cluster_state", health],
      ["cluster_my_epoch", (state.myself.isReplica ? state.myself.master : state.myself)?.configEpoch ?? 0], // prettier-ignore
    ];
    for (const [name, value] of wanted) {
      const real = field(info, name);
      if (real !== String(value))
        this.#real.failed(`its ${name} is ${real} where the model's is ${value}`);
    }
    this.#health = health;
  }

  /** A replica that asks for votes is in an epoch of its own, which nobody needs to know unless it wins. */
  #epochToTell({ currentEpoch, myself, electionAsked, electionEpoch }: ClusterState): number {
    const isElecting = myself.isReplica && electionAsked && electionEpoch === currentEpoch;
    return isElecting ? this.#currentEpoch : currentEpoch;
  }

  #isOwnNews({ myself }: ClusterState): boolean {
    return (
      myself.isMaster !== this.#isMaster ||
      (myself.master?.id ?? null) !== this.#master ||
      myself.configEpoch !== this.#ownEpoch
    );
  }

  #noteOwn({ myself }: ClusterState): void {
    this.#isMaster = myself.isMaster;
    this.#master = myself.master?.id ?? null;
    this.#ownEpoch = myself.configEpoch;
  }

  #say(node: ClusterNode, message: Bytes): void {
    const line = this.#lines.get(node.id);
    if (line === undefined) return;
    line.takeIn();
    line.write(message);
  }
}

const field = (info: Bytes, name: string): string =>
  new RegExp(`${name}:(\\w+)`).exec(info)?.[1] ?? "";

function toldOf(node: ClusterNode): Told {
  return {
    isMaster: node.isMaster,
    master: node.master?.id ?? null,
    configEpoch: node.configEpoch,
    slots: node.slots,
    isHeardOf: node.offset > 0,
    failing: failingOf(node),
  };
}

function failingOf(node: ClusterNode): Failing {
  if (node.isFailed) return "yes";
  return node.mayHaveFailed ? "perhaps" : "no";
}

function isNews(node: ClusterNode, told: Told): boolean {
  return (
    node.isMaster !== told.isMaster ||
    (node.master?.id ?? null) !== told.master ||
    node.configEpoch !== told.configEpoch ||
    (node.isMaster && node.slots !== told.slots && !isEqual(node.slots, told.slots)) ||
    node.offset > 0 !== told.isHeardOf
  );
}

const isEqual = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
