import type { Bytes } from "../bytes.ts";
import type { BusMessageType } from "./busMessage.ts";
import type { ClusterState } from "./clusterState.ts";
import type { MessageCounts } from "./messageCounts.ts";
import { slotRanges } from "./slotRanges.ts";

/** What CLUSTER INFO says (Redis 7.0.15), and of messages only the kinds that there were. */
export function clusterInfo(state: ClusterState): Bytes {
  const { myself } = state;
  let [assigned, pfail, fail] = [0, 0, 0];
  for (const { first, last, owner } of slotRanges(state)) {
    const count = last - first + 1;
    assigned += count;
    if (owner.isFailed) fail += count;
    else if (owner.mayHaveFailed) pfail += count;
  }
  const myEpoch =
    myself.isReplica && myself.master !== null ? myself.master.configEpoch : myself.configEpoch;
  const lines = [
    `cluster_state:${state.health}`,
    `cluster_slots_assigned:${assigned}`,
    `cluster_slots_ok:${assigned - fail - pfail}`,
    `cluster_slots_pfail:${pfail}`,
    `cluster_slots_fail:${fail}`,
    `cluster_known_nodes:${state.nodes.size}`,
    `cluster_size:${state.size}`,
    `cluster_current_epoch:${state.currentEpoch}`,
    `cluster_my_epoch:${myEpoch}`,
    ...linesOf(state.sent, "sent"),
    ...linesOf(state.received, "received"),
    "total_cluster_links_buffer_limit_exceeded:0",
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

/** In the order of the numbers that Redis gives to kinds of messages. */
const kinds: readonly BusMessageType[] = [
  "ping",
  "pong",
  "meet",
  "fail",
  "publish",
  "auth-req",
  "auth-ack",
  "update",
  "mfstart",
  "publishshard",
];

function linesOf(counts: MessageCounts, way: string): string[] {
  let sum = 0;
  const lines: string[] = [];
  for (const kind of kinds) {
    const count = counts.get(kind);
    sum += count;
    if (count > 0) lines.push(`cluster_stats_messages_${kind}_${way}:${count}`);
  }
  return [...lines, `cluster_stats_messages_${way}:${sum}`];
}
