import type { Bytes } from "../bytes.ts";
import type { ClusterNode } from "./clusterNode.ts";
import type { ClusterState } from "./clusterState.ts";
import { nodeFlags } from "./nodeFlags.ts";
import { rangesByOwner } from "./slotRanges.ts";
import type { SlotRange } from "./slotRanges.ts";

/** What CLUSTER NODES says: a line for each node. Redis' clusterGenNodesDescription (7.0.15), in the order of the node's own list. */
export function describeNodes(state: ClusterState): Bytes {
  const ranges = rangesByOwner(state);
  let text = "";
  for (const node of state.nodes.values())
    text += `${describeNode(state, node, ranges.get(node) ?? [])}\n`;
  return text;
}

/** One such line. @param ranges its slots; those on their way are added for the node that tells. */
export function describeNode(
  state: ClusterState,
  node: ClusterNode,
  ranges: readonly SlotRange[],
): Bytes {
  const { id, host, port, busPort, hostname, master } = node;
  const epoch = node.isReplica && master !== null ? master.configEpoch : node.configEpoch;
  const isMyself = node.is(nodeFlags.myself);
  return [
    id,
    `${host}:${port}@${busPort}${hostname === "" ? "" : `,${hostname}`}`,
    flagsOf(node),
    master === null ? "-" : master.id,
    node.pingSentMs,
    node.pongReceivedMs,
    epoch,
    node.link !== null || isMyself ? "connected" : "disconnected",
    ...ranges.map(({ first, last }) => (first === last ? first : `${first}-${last}`)),
    ...(isMyself ? slotsOnTheirWay(state) : []),
  ].join(" ");
}

const flagNames: readonly (readonly [flag: number, name: string])[] = [
  [nodeFlags.myself, "myself"],
  [nodeFlags.master, "master"],
  [nodeFlags.replica, "slave"],
  [nodeFlags.mayHaveFailed, "fail?"],
  [nodeFlags.failed, "fail"],
  [nodeFlags.handshake, "handshake"],
  [nodeFlags.noAddress, "noaddr"],
  [nodeFlags.noFailover, "nofailover"],
];

function flagsOf(node: ClusterNode): string {
  const names = flagNames.filter(([flag]) => node.is(flag)).map(([, name]) => name);
  return names.length === 0 ? "noflags" : names.join(",");
}

function slotsOnTheirWay({ migratingTo, importingFrom }: ClusterState): readonly string[] {
  const slots = [...new Set([...migratingTo.keys(), ...importingFrom.keys()])];
  return slots
    .sort((a, b) => a - b)
    .map((slot) => {
      const target = migratingTo.get(slot);
      return target === undefined
        ? `[${slot}-<-${importingFrom.get(slot)?.id}]`
        : `[${slot}->-${target.id}]`;
    });
}
