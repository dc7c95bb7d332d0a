import type { IncidentEvent, IncidentKind } from "../../spec/worldEvent.ts";
import type { ExecutedRequest } from "./executedRequest.ts";
import type { ChangedFacts, Fact, NodeShadow } from "./liveTrial.ts";
import { mayChange, type Request } from "./requestsIn.ts";
import type { Deed, Gap, Switch } from "./shards.ts";
import type { Snapshot } from "./takeSnapshot.ts";

/** What one node told. */
export type NodeLines = {
  readonly node: string;
  readonly shard: string;
  /** In the order in which it carried them out. */
  readonly requests: readonly Request[];
};

/** What the harness saw beside what nodes told. */
export type SeenOfNodes = {
  readonly switches: readonly Switch[];
  readonly gaps: readonly Gap[];
  readonly snapshots: readonly Snapshot[];
  readonly deeds: readonly Deed[];
};

/** A node took another one's place, and what its data say that is different. */
type SwitchedOwner = {
  readonly atUs: number;
  readonly incident: Omit<IncidentEvent, "at">;
  readonly states: ChangedFacts;
};

/** What happened at the owners of the data, whoever they were. */
export type FollowedNodes = {
  readonly requests: readonly ExecutedRequest[];
  readonly switched: readonly SwitchedOwner[];
  /** The states in force at the end. */
  readonly states: ReadonlyMap<string, Fact>;
  /** Changes that clients made at nodes that were not the owner, as far as anybody knows. */
  readonly aside: number;
  /** How often a node took over by itself of which we do not know what it had. */
  readonly blind: number;
  /** Where an owner had something else than it had told us of, and what. */
  readonly missed: readonly string[];
};

/**
 * Follows each node on a shadow of its own, replicas by what their masters told them, and gives what happened at the
 * owners: so the data of a replica that becomes the master are known, and what it lacks. Of one that is loaded anew they are
 * not until all of it was looked at, unless it is handed the data over: then they are what the old master had.
 *
 * @param nodes the first of each shard is its owner at the beginning
 * @param isServer whether a node knows by a port one that is no client: the master that tells its replica
 */
export function followNodes(
  newShadow: () => NodeShadow,
  nodes: readonly NodeLines[],
  seen: SeenOfNodes,
  isServer: IsServer,
  clockErrorUs: number,
): FollowedNodes {
  const follower = new Follower(newShadow, nodes, seen, isServer, clockErrorUs);
  for (const each of inOrder(nodes)) follower.follow(each);
  return follower.finish();
}

/** Of what a server did by itself, as far as anybody knows. */
export const noPort = -1;

type IsServer = (node: string, port: number) => boolean;

type NodeRequest = { readonly node: string; readonly shard: string; readonly request: Request };

function inOrder(nodes: readonly NodeLines[]): readonly NodeRequest[] {
  const all: NodeRequest[] = [];
  for (const { node, shard, requests } of nodes)
    for (const request of requests) all.push({ node, shard, request });
  return all.sort((a, b) => a.request.head.atUs - b.request.head.atUs);
}

class Follower {
  readonly #shadows: Map<string, NodeShadow>;
  readonly #owners = new Map<string, string>();
  /** Nodes that were the owner, and have been loaded with nothing else since. */
  readonly #replaced = new Set<string>();
  readonly #inForce = new Map<string, { readonly shard: string; readonly state: Fact | null }>(); // prettier-ignore
  readonly #isServer: IsServer;
  readonly #deeds: readonly Deed[];
  readonly #clockErrorUs: number;
  readonly #snapshots: ReadonlyMap<string, Snapshot>;
  #switches: readonly Switch[];
  #gaps: readonly Gap[];
  readonly #requests: ExecutedRequest[] = [];
  readonly #switched: SwitchedOwner[] = [];
  readonly #nodesOf = new Map<string, number>();
  #aside = 0;
  #blind = 0;
  readonly #missed: string[] = [];

  constructor(
    newShadow: () => NodeShadow,
    nodes: readonly NodeLines[],
    { switches, gaps, snapshots, deeds }: SeenOfNodes,
    isServer: IsServer,
    clockErrorUs: number,
  ) {
    this.#shadows = new Map(nodes.map(({ node }) => [node, newShadow()]));
    for (const { shard, node } of nodes) {
      if (!this.#owners.has(shard)) this.#owners.set(shard, node);
      this.#nodesOf.set(shard, (this.#nodesOf.get(shard) ?? 0) + 1);
    }
    this.#switches = switches;
    this.#gaps = gaps;
    this.#snapshots = new Map(snapshots.map((snapshot) => [snapshot.mark, snapshot]));
    this.#deeds = deeds;
    this.#isServer = isServer;
    this.#clockErrorUs = clockErrorUs;
  }

  follow({ node, shard, request }: NodeRequest): void {
    const { atUs, port, argv } = request.head;
    this.#turnUntil(
      ({ seenUs }) => seenUs < atUs,
      ({ seenUs }) => seenUs,
    );
    // Until it is seen to follow somebody it may still take changes, which it makes to what it had.
    for (const gap of this.#gaps) if (gap.seenUs <= atUs) this.#replaced.delete(gap.node);
    const snapshot = this.#snapshots.get(argv.at(-1) ?? "");
    if (snapshot?.node === node) return this.#compare(snapshot, shard, atUs);

    const isOfClient = port !== noPort && !this.#isServer(node, port) && mayChange(request);
    // Whoever takes a change of a client is the master, although we have not seen it yet.
    if (isOfClient)
      this.#turnUntil(
        ({ to, fromUs }) => to === node && fromUs <= atUs,
        () => atUs,
      );
    const executed = this.#shadows.get(node)!.carryOut(request);
    const told = { ...executed, node };
    if (this.#owners.get(shard) === node) {
      const states = this.#enforce(shard, executed.states);
      const deed = this.#deedBehind(told);
      if (deed === undefined) this.#requests.push({ ...told, states, isAside: false });
      else this.#setBack(deed.kind, node, shard, atUs, states);
    } else if (isOfClient && executed.changes > 0) {
      if (this.#replaced.has(node)) this.#requests.push({ ...told, isAside: true });
      else this.#aside++;
    }
  }

  finish(): FollowedNodes {
    this.#turnUntil(
      () => true,
      ({ seenUs }) => seenUs,
    );
    const states = new Map<string, Fact>();
    for (const [id, { state }] of this.#inForce) if (state !== null) states.set(id, state);
    return {
      requests: this.#requests,
      switched: this.#switched,
      states,
      aside: this.#aside,
      blind: this.#blind,
      missed: this.#missed,
    };
  }

  #isFollowed(node: string, atUs: number): boolean {
    return !this.#gaps.some((gap) => gap.node === node && gap.fromUs <= atUs);
  }

  /** What a node really had at that point. Of an owner it must be what we know, unless it was made to lose something. */
  #compare({ node, askedUs, commands, incident }: Snapshot, shard: string, atUs: number): void {
    const changed = this.#shadows.get(node)!.load(commands, atUs);
    this.#gaps = this.#gaps.filter((gap) => gap.node !== node || gap.seenUs > askedUs);
    if (this.#owners.get(shard) !== node) return;
    const states = this.#enforce(shard, changed);
    if (incident !== null) this.#setBack(incident, node, shard, atUs, states);
    else this.#missed.push(...states.map(({ id }) => `${node}: ${id}`));
  }

  #deedBehind({ node, atUs, argv, changes }: Omit<ExecutedRequest, "isAside">): Deed | undefined {
    if (changes === 0) return undefined;
    return this.#deeds.find(
      (deed) =>
        deed.node === node &&
        deed.fromUs - this.#clockErrorUs <= atUs &&
        atUs <= deed.untilUs + this.#clockErrorUs &&
        deed.argv.join(" ") === argv.join(" "),
    );
  }

  /** An owner has less than it had, and is still the owner. */
  #setBack(
    incident: IncidentKind,
    node: string,
    shard: string,
    atUs: number,
    states: ChangedFacts,
  ): void {
    const replicas = this.#nodesOf.get(shard)! - 1;
    this.#switched.push({
      atUs,
      incident: { type: "incident", incident, node, replaces: null, shard, replicas },
      states,
    });
  }

  #enforce(shard: string, states: ChangedFacts): ChangedFacts {
    return states.filter(({ id, state }) => {
      const before = this.#inForce.get(id)?.state ?? null;
      this.#inForce.set(id, { shard, state });
      return JSON.stringify(before) !== JSON.stringify(state);
    });
  }

  /** Those that are due, and whatever came before them in the same shard. */
  #turnUntil(isDue: (next: Switch) => boolean, atUs: (next: Switch) => number): void {
    const last = this.#switches.findLastIndex(isDue);
    if (last < 0) return;
    const shards = new Set(this.#switches.filter(isDue).map(({ shard }) => shard));
    const isNow = (next: Switch, i: number): boolean => i <= last && shards.has(next.shard);
    const now = this.#switches.filter(isNow);
    this.#switches = this.#switches.filter((next, i) => !isNow(next, i));
    for (const next of now) this.#turn(next, Math.min(next.seenUs, atUs(next)));
  }

  #turn({ shard, from, to, replicas, kind, isHandover }: Switch, atUs: number): void {
    this.#owners.set(shard, to);
    this.#replaced.add(from).delete(to);
    if (isHandover && !this.#isFollowed(to, atUs) && this.#isFollowed(from, atUs))
      this.#exchange(from, to);
    if (!this.#isFollowed(to, atUs)) this.#blind++;
    const shadow = this.#shadows.get(to);
    const ids = new Set(shadow?.ids);
    for (const [id, { shard: home }] of this.#inForce) if (home === shard) ids.add(id);
    const states = [...ids].map((id) => ({ id, state: shadow?.stateOf(id) ?? null }));
    this.#switched.push({
      atUs: atUs - 0.25, // before whatever it was asked first, and nothing else comes between
      incident: { type: "incident", incident: kind, node: to, replaces: from, shard, replicas },
      states: this.#enforce(shard, states),
    });
  }

  /** Both have the same data; from now on what the one knew is known of the other. */
  #exchange(from: string, to: string): void {
    const [ofFrom, ofTo] = [this.#shadows.get(from)!, this.#shadows.get(to)!];
    this.#shadows.set(to, ofFrom).set(from, ofTo);
    const [gap] = this.#gaps.filter(({ node }) => node === to);
    this.#gaps = this.#gaps.filter(({ node }) => node !== to);
    if (gap !== undefined) this.#gaps = [...this.#gaps, { ...gap, node: from }];
    this.#replaced.delete(from);
  }
}
