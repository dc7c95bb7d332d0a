import { hashSlot } from "../../sim/redis/hashSlot.ts";
import type { Stream } from "../../sim/redis/keyspace/stream.ts";
import type { RedisServer, Executed } from "../../sim/redisServer.ts";
import type { ChangedKey } from "../../sim/sharedWork.ts";
import type { EntryContent } from "../../spec/streamBalancer/history.ts";
import type { StreamName } from "../../spec/streamBalancer/contract.ts";
import type { IncidentEvent } from "../../spec/worldEvent.ts";
import type { StreamBalancerLayout } from "../../adapters/streamBalancer/subject.ts";
import type { DataWatch } from "../scenario/dataWatch.ts";
import type { ScenarioNodes } from "../scenario/scenarioNodes.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";
import { contentOf } from "./contentOf.ts";
import { EntryWatch, type EntryMove } from "./entryWatch.ts";
import type { Recorder } from "./recorder.ts";

/** Who made a change, as the history tells it. */
type Author = {
  readonly process: string | null;
  readonly op: number | null;
  readonly aside?: { readonly node: string };
};

/** What is watched at one node: at whoever owns the data, or at one that was replaced and does not know it. */
type View = { readonly input: EntryWatch; readonly deadLetters: EntryWatch; hasGroup: boolean };

type Lease = {
  readonly stream: StreamName;
  readonly holder: string | null;
  readonly until: number | null;
};

/**
 * Watches a balancer's data from beside the servers: after each request what has changed in the input stream, among the dead
 * letters and in the leases is written into the history, with who did it.
 */
export class BalancerWatch implements DataWatch {
  readonly #nodes: ScenarioNodes;
  readonly #settle: () => void;
  readonly #layout: StreamBalancerLayout;
  readonly #recorder: Recorder;
  readonly #view: View;
  /** What is known at nodes that were replaced as the owner. */
  readonly #aside = new Map<string, View>();
  /** The last lease written of each key. */
  readonly #leases = new Map<string, Lease>();
  /** A key of each slot that data was ever seen in. */
  readonly #keys: string[];
  readonly #slots = new Set<number>();
  /** While an incident happens nothing is told: it is told after the incident itself. */
  #isHeld = false;

  /** @throws Error when the server is none whose data can be looked at */
  constructor(server: ScenarioServer, layout: StreamBalancerLayout, recorder: Recorder) {
    if (server.nodes === null)
      throw new Error("BalancerWatch: the backend has no nodes to look into; use the model or lockstep"); // prettier-ignore
    this.#nodes = server.nodes;
    this.#settle = () => server.settle();
    this.#layout = layout;
    this.#recorder = recorder;
    this.#view = viewOf(layout);
    this.#keys = [];
    this.#seen(layout.inputKey);
    this.#seen(layout.deadLettersKey);
    server.onChanged = (changed, cause, aside) => this.#changed(changed, cause, aside);
  }

  get count(): number {
    return this.#keys.length;
  }

  get keys(): readonly string[] {
    return this.#keys;
  }

  setBack(incident: Omit<IncidentEvent, "at">): void {
    if (incident.replaces !== null) this.#remember(incident.replaces);
    this.#aside.delete(incident.node);
    this.#recorder.add(incident);
    this.#lookAgain();
  }

  during(incident: Omit<IncidentEvent, "at">, act: () => void): void {
    this.quietly(act);
    this.setBack(incident);
  }

  quietly(act: () => void): void {
    this.#isHeld = true;
    act();
    this.#settle();
    this.#isHeld = false;
  }

  isBehind(): boolean {
    const { inputKey, deadLettersKey } = this.#layout;
    const owner = this.#nodes.holderOf(inputKey);
    if (owner !== null && this.#view.input.isBehind(streamAt(owner, inputKey))) return true;
    const keeper = this.#nodes.holderOf(deadLettersKey);
    return keeper !== null && this.#view.deadLetters.isBehind(streamAt(keeper, deadLettersKey));
  }

  /** Consumers that the group names now, as it names them. */
  groupConsumers(): readonly string[] {
    const { inputKey, group } = this.#layout;
    const owner = this.#nodes.holderOf(inputKey);
    const stream = owner === null ? null : streamAt(owner, inputKey);
    return [...(stream?.groups.get(group)?.consumers.keys() ?? [])];
  }

  /** Where the lease of a data stream lies; undefined when there is none. */
  leaseOf(stream: StreamName): { readonly key: string; readonly what: string } | undefined {
    for (const [key, lease] of this.#leases)
      if (lease.stream === stream) return { key, what: `the lease of ${stream}` };
    return undefined;
  }

  /** What a node has that is replaced from now on, to tell what it is still made to do. */
  #remember(host: string): void {
    const server = this.#nodes.named(host);
    if (server === null) return;
    const view = viewOf(this.#layout);
    const { inputKey, deadLettersKey } = this.#layout;
    view.input.look(streamAt(server, inputKey));
    view.deadLetters.look(streamAt(server, deadLettersKey));
    view.hasGroup = view.input.consumers !== null;
    this.#aside.set(host, view);
  }

  #lookAgain(): void {
    const nobody: Author = { process: null, op: null };
    const { inputKey, deadLettersKey } = this.#layout;
    this.#lookAtStreams(this.#view, (key) => this.#nodes.holderOf(key), nobody, [
      inputKey,
      deadLettersKey,
    ]);
    for (const key of this.#leases.keys()) {
      const owner = this.#nodes.holderOf(key);
      if (owner !== null) this.#lookAtLease(key, owner, nobody);
    }
  }

  #changed(changed: readonly ChangedKey[], cause: Executed | null, aside: string | null): void {
    if (this.#isHeld) return;
    const author: Author = {
      process: cause?.process.name ?? null,
      op: cause?.op ?? null,
      ...(aside === null ? {} : { aside: { node: aside } }),
    };
    const at = (key: string): RedisServer | null =>
      aside === null ? this.#nodes.holderOf(key) : this.#nodes.named(aside);
    const { inputKey, deadLettersKey } = this.#layout;
    const streams: string[] = [];
    const leases: string[] = [];
    for (const { db, key } of changed) {
      if (db !== 0) continue;
      if (key === inputKey || key === deadLettersKey) {
        if (!streams.includes(key)) streams.push(key);
      } else if (this.#layout.streamOfLease(key) !== null && !leases.includes(key)) {
        leases.push(key);
      }
    }
    if (streams.length > 0) {
      const view = aside === null ? this.#view : this.#viewAside(aside);
      this.#lookAtStreams(view, at, author, streams);
    }
    for (const key of leases) {
      const server = at(key);
      if (server !== null) this.#lookAtLease(key, server, author);
    }
  }

  #viewAside(host: string): View {
    if (!this.#aside.has(host)) this.#remember(host);
    return this.#aside.get(host) ?? viewOf(this.#layout);
  }

  #lookAtStreams(
    view: View,
    at: (key: string) => RedisServer | null,
    author: Author,
    keys: readonly string[],
  ): void {
    const { inputKey, deadLettersKey } = this.#layout;
    const owner = keys.includes(inputKey) ? at(inputKey) : null;
    if (owner !== null) {
      const moves = view.input.look(streamAt(owner, inputKey));
      const hasGroup = view.input.consumers !== null;
      if (hasGroup !== view.hasGroup) {
        view.hasGroup = hasGroup;
        this.#recorder.add({ type: "group", exists: hasGroup, ...author });
      }
      for (const move of moves) this.#tellMove(move, author);
    }
    const keeper = keys.includes(deadLettersKey) ? at(deadLettersKey) : null;
    if (keeper === null) return;
    for (const move of view.deadLetters.look(streamAt(keeper, deadLettersKey))) {
      const change = move.where.place === "gone" ? "removed" : "added";
      const content = this.#read(move);
      this.#recorder.add({ type: "dead-letter", id: move.id, content, change, ...author });
    }
  }

  /** What is added may be delivered in the same turn, to a consumer that waits for it: that is its doing. */
  #tellMove(move: EntryMove, author: Author): void {
    const { id, before, where } = move;
    const entry = { type: "entry", id, content: this.#read(move) } as const;
    const wasWaiting = before === null || before.place === "undelivered";
    if (author.process === null || where.place !== "pending" || !wasWaiting) {
      this.#recorder.add({ ...entry, where, ...author });
      return;
    }
    if (before === null)
      this.#recorder.add({ ...entry, where: { place: "undelivered" }, ...author });
    const reader = { ...author, process: where.consumer, op: null };
    this.#recorder.add({ ...entry, where, ...reader });
  }

  #read({ fields }: EntryMove): EntryContent {
    return contentOf(this.#layout, fields);
  }

  #lookAtLease(key: string, server: RedisServer, author: Author): void {
    const stream = this.#layout.streamOfLease(key);
    if (stream === null) return;
    this.#seen(key);
    const holder = this.#layout.parseHolder(server.admin(this.#layout.readHolder(key)));
    const expiresAt = holder === null ? undefined : server.node.databases[0]?.expiryOf(key);
    const until =
      expiresAt === undefined ? null : Math.round(Number(expiresAt) - server.skewUs / 1000);
    const lease = { stream, holder, until };
    if (author.aside === undefined) {
      const before = this.#leases.get(key) ?? null;
      if ((before?.holder ?? null) === holder && (before?.until ?? null) === until) return;
      if (holder === null) this.#leases.delete(key);
      else this.#leases.set(key, lease);
    }
    this.#recorder.add({ type: "lease", key, ...lease, ...author });
  }

  /** Data lies at this key: its slot is one of those that matter. */
  #seen(key: string): void {
    const slot = hashSlot(key);
    if (this.#slots.has(slot)) return;
    this.#slots.add(slot);
    this.#keys.push(key);
  }
}

const viewOf = ({ group }: StreamBalancerLayout): View => ({
  input: new EntryWatch(group),
  deadLetters: new EntryWatch(null),
  hasGroup: false,
});

/** The stream at a key of a node; null when there is none. */
function streamAt(server: RedisServer, key: string): Stream | null {
  const value = server.node.databases[0]?.peek(key);
  return value?.kind === "stream" ? value.stream : null;
}
