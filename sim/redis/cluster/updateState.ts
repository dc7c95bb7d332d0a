import type { Cluster } from "./cluster.ts";
import { todo } from "./clusterState.ts";
import type { ClusterHealth } from "./busMessage.ts";
import { slotCount } from "./slotBits.ts";

/** A master that was with a minority waits a node timeout before it serves again, within these bounds. */
const rejoinDelayMsMax = 5000;
const rejoinDelayMsMin = 500;
/** A master waits so long after its start, in case it was replaced meanwhile. */
const writableDelayMs = 2000;

/** Redis' clusterUpdateState: it works while all slots are served, if it must serve all, and a majority of the masters is reached. */
export function updateState(cluster: Cluster): void {
  const { state, node, nowMs } = cluster;
  const { myself } = state;
  state.todo &= ~todo.updateState;
  if (state.firstUpdateMs === 0) state.firstUpdateMs = nowMs;
  if (myself.isMaster && state.health === "fail" && nowMs - state.firstUpdateMs < writableDelayMs)
    return;
  let health: ClusterHealth = "ok";
  let covered = 0;
  let reachable = 0;
  state.size = 0;
  for (const other of state.nodes.values()) {
    if (other.slotCount === 0) continue;
    if (!other.isFailed) covered += other.slotCount;
    if (!other.isMaster) continue;
    state.size++;
    if (!other.isFailed && !other.mayHaveFailed) reachable++;
  }
  if (node.settings.clusterRequireFullCoverage && covered < slotCount) health = "fail";
  if (reachable < cluster.quorum) {
    health = "fail";
    state.minorityMs = nowMs;
  }
  if (health === state.health) return;
  const delayMs = Math.min(Math.max(cluster.timeoutMs, rejoinDelayMsMin), rejoinDelayMsMax);
  if (health === "ok" && myself.isMaster && nowMs - state.minorityMs < delayMs) return;
  state.health = health;
}
