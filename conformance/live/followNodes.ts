import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { ScheduleId } from "../../spec/scheduler/contract.ts";
import type { ScheduleState } from "../../spec/scheduler/history.ts";
import type { IncidentEvent } from "../../spec/worldEvent.ts";
import type { MonitorLine } from "./monitorLine.ts";
import { mayChange, requestsIn, Shadow, type ExecutedRequest, type Request } from "./shadow.ts";
import type { Reload, Switch } from "./shards.ts";

/** What one node told. */
export type NodeLines = {
  readonly node: string;
  readonly shard: string;
  readonly lines: readonly MonitorLine[];
};

/** A node took another one's place, and what its data say that is different. */
type SwitchedOwner = {
  readonly atUs: number;
  readonly incident: Omit<IncidentEvent, "at">;
  readonly states: ExecutedRequest["states"];
};

/** What happened at the owners of the data, whoever they were. */
export type FollowedNodes = {
  readonly requests: readonly ExecutedRequest[];
  readonly switched: readonly SwitchedOwner[];
  /** The states in force at the end. */
  readonly states: ReadonlyMap<ScheduleId, ScheduleState>;
  /** Changes that clients made at nodes that were not the owner, as far as anybody knows. */
  readonly aside: number;
  /** How often a node took over by itself of which we do not know what it had. */
  readonly blind: number;
};

/**
 * Follows each node on a shadow of its own, replicas by what their masters told them, and gives what happened at the
 * owners: so the data of a replica that becomes the master are known, and what it lacks. Of one that was loaded anew they are
 * not, unless it was handed the data over: then they are what the old master had.
 *
 * @param nodes the first of each shard is its owner at the beginning
 * @param serverPorts where nodes listen: who comes from there is a master that tells its replica
 */
export function followNodes(
  layout: SchedulerLayout,
  startUs: number,
  nodes: readonly NodeLines[],
  {
    switches,
    reloads,
  }: { readonly switches: readonly Switch[]; readonly reloads: readonly Reload[] },
  serverPorts: ReadonlySet<number>,
): FollowedNodes {
  const shadows = new Map(nodes.map(({ node }) => [node, new Shadow(layout, startUs)]));
  const owners = new Map<string, string>();
  for (const { shard, node } of nodes) if (!owners.has(shard)) owners.set(shard, node);
  const inForce = new Map<ScheduleId, { readonly shard: string; readonly state: ScheduleState | null }>(); // prettier-ignore
  const pending = [...switches];
  const loading = [...reloads];
  const requests: ExecutedRequest[] = [];
  const switched: SwitchedOwner[] = [];
  const notFollowed = new Set<string>();
  let aside = 0;
  let blind = 0;

  const enforce = (shard: string, states: ExecutedRequest["states"]): ExecutedRequest["states"] =>
    states.filter(({ id, state }) => {
      const before = inForce.get(id)?.state ?? null;
      inForce.set(id, { shard, state });
      return JSON.stringify(before) !== JSON.stringify(state);
    });
  const turn = ({ shard, from, to, replicas, isHandover }: Switch, atUs: number): void => {
    owners.set(shard, to);
    while (loading[0] !== undefined && loading[0].atUs <= atUs)
      notFollowed.add(loading.shift()!.node);
    if (notFollowed.has(to) && isHandover) exchange(from, to);
    if (notFollowed.has(to)) blind++;
    const shadow = shadows.get(to);
    const ids = new Set(shadow?.ids);
    for (const [id, { shard: home }] of inForce) if (home === shard) ids.add(id);
    const states = [...ids].map((id) => ({ id, state: shadow?.stateOf(id) ?? null }));
    switched.push({
      atUs: atUs - 0.25, // before whatever it was asked first, and nothing else comes between
      incident: {
        type: "incident",
        incident: "failover",
        node: to,
        replaces: from,
        shard,
        replicas,
      },
      states: enforce(shard, states),
    });
  };
  /** Both have the same data; from now on what the one knew is known of the other. */
  const exchange = (from: string, to: string): void => {
    const [ofFrom, ofTo] = [shadows.get(from)!, shadows.get(to)!];
    shadows.set(to, ofFrom).set(from, ofTo);
    const isKnown = !notFollowed.has(from);
    notFollowed.add(from);
    if (isKnown) notFollowed.delete(to);
  };
  const turnUntil = (isDue: (next: Switch) => boolean, atUs: (next: Switch) => number): void => {
    for (const next of pending.slice()) {
      if (!isDue(next)) continue;
      pending.splice(pending.indexOf(next), 1);
      turn(next, atUs(next));
    }
  };

  for (const { node, shard, request } of inOrder(nodes)) {
    const { atUs, port } = request.head;
    turnUntil(
      ({ seenUs }) => seenUs < atUs,
      ({ seenUs }) => seenUs,
    );
    const isOfClient = !serverPorts.has(port) && mayChange(request);
    // Whoever takes a change of a client is the master, although we have not seen it yet.
    if (isOfClient)
      turnUntil(
        ({ to, fromUs }) => to === node && fromUs <= atUs,
        () => atUs,
      );
    const executed = shadows.get(node)!.carryOut(request);
    if (owners.get(shard) === node) {
      requests.push({ ...executed, states: enforce(shard, executed.states) });
    } else if (isOfClient && executed.changes > 0) aside++;
  }
  turnUntil(
    () => true,
    ({ seenUs }) => seenUs,
  );

  const states = new Map<ScheduleId, ScheduleState>();
  for (const [id, { state }] of inForce) if (state !== null) states.set(id, state);
  return { requests, switched, states, aside, blind };
}

function inOrder(nodes: readonly NodeLines[]) {
  const all: { readonly node: string; readonly shard: string; readonly request: Request }[] = [];
  for (const { node, shard, lines } of nodes)
    for (const request of requestsIn(lines)) all.push({ node, shard, request });
  return all.sort((a, b) => a.request.head.atUs - b.request.head.atUs);
}
