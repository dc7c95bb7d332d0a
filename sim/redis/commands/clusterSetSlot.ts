import type { Bytes } from "../bytes.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { ClusterNode } from "../cluster/clusterNode.ts";
import { todo } from "../cluster/clusterState.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { parseSlot } from "./clusterSlots.ts";
import { inCluster } from "./inCluster.ts";

/** How a slot moves from one master to another while both are asked for its keys. */
export const clusterSetSlot = family({ "CLUSTER|SETSLOT": inCluster(setSlot) });

/** CLUSTER SETSLOT slot IMPORTING node-id | MIGRATING node-id | STABLE | NODE node-id */
function setSlot(context: Context, cluster: Cluster): Reply {
  const { argv } = context;
  const { state } = cluster;
  if (state.myself.isReplica) return onlyMasters;
  const slot = parseSlot(context.arg(2));
  if (typeof slot !== "number") return slot;
  const refused = apply(cluster, slot, context.arg(3).toLowerCase(), argv[4], argv.length);
  if (refused !== null) return refused;
  state.doBeforeSleep(todo.updateState | todo.saveConfig);
  return ok;
}

function apply(
  cluster: Cluster,
  slot: number,
  action: string,
  id: Bytes | undefined,
  count: number,
): ErrorReply | null {
  const { state } = cluster;
  if (action === "stable" && count === 4) {
    state.importingFrom.delete(slot);
    state.migratingTo.delete(slot);
    return null;
  }
  if (id === undefined || count !== 5) return badAction;
  const isMine = state.ownerOf(slot) === state.myself;
  if (action === "migrating") {
    if (!isMine) return { error: `ERR I'm not the owner of hash slot ${slot}` };
    const target = masterOf(cluster, id, (given) => `ERR I don't know about node ${given}`);
    if ("error" in target) return target;
    state.migratingTo.set(slot, target);
    return null;
  }
  if (action === "importing") {
    if (isMine) return { error: `ERR I'm already the owner of hash slot ${slot}` };
    const source = masterOf(cluster, id, (given) => `ERR I don't know about node ${given}`);
    if ("error" in source) return source;
    state.importingFrom.set(slot, source);
    return null;
  }
  if (action !== "node") return badAction;
  const owner = masterOf(cluster, id, (given) => `ERR Unknown node ${given}`);
  if ("error" in owner) return owner;
  const keyCount = cluster.slotKeys.count(slot);
  if (isMine && owner !== state.myself && keyCount > 0)
    return {
      error: `ERR Can't assign hashslot ${slot} to a different node while I still hold keys for this hash slot.`,
    };
  giveTo(cluster, slot, owner);
  return null;
}

function giveTo(cluster: Cluster, slot: number, owner: ClusterNode): void {
  const { state, node } = cluster;
  const { myself } = state;
  const wasMine = state.ownerOf(slot) === myself;
  if (cluster.slotKeys.count(slot) === 0) state.migratingTo.delete(slot);
  state.deleteSlot(slot);
  state.addSlot(owner, slot);
  // A master that has given its last slot away becomes a replica of whoever took it.
  if (
    wasMine &&
    owner !== myself &&
    myself.slotCount === 0 &&
    node.config.get("cluster-allow-replica-migration") === "yes"
  )
    cluster.setMaster(owner);
  if (owner === myself && state.importingFrom.has(slot)) {
    // A new epoch, so that the others believe this node rather than the old owner; and they hear of it at once.
    cluster.bumpEpoch();
    state.importingFrom.delete(slot);
    cluster.broadcastPong();
  }
}

function masterOf(
  { state }: Cluster,
  id: Bytes,
  unknown: (given: string) => string,
): ClusterNode | ErrorReply {
  const found = state.nodes.get(id);
  if (found === undefined) return errorAbout(unknown, id);
  return found.isReplica ? targetIsReplica : found;
}

const onlyMasters: ErrorReply = { error: "ERR Please use SETSLOT only with masters." };
const targetIsReplica: ErrorReply = { error: "ERR Target node is not a master" };
const badAction: ErrorReply = {
  error: "ERR Invalid CLUSTER SETSLOT action or number of arguments. Try CLUSTER HELP",
};
