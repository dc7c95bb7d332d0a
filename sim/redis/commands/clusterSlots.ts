import type { Bytes } from "../bytes.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { todo } from "../cluster/clusterState.ts";
import { slotCount } from "../cluster/slotBits.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, wrongArity } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { hashSlot } from "../hashSlot.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { inCluster } from "./inCluster.ts";

/** Which slots are whose, and which keys are in them. The order of the checks is that of clusterCommand in Redis 7.0.15. */
export const clusterSlots = family({
  "CLUSTER|KEYSLOT": inCluster((context) => hashSlot(context.arg(2))),
  "CLUSTER|COUNTKEYSINSLOT": inCluster((context, { slotKeys }) => {
    const slot = parseInteger(context.arg(2));
    if (slot === null) return notAnInteger;
    return isSlot(slot) ? slotKeys.count(slot) : { error: "ERR Invalid slot" };
  }),
  "CLUSTER|GETKEYSINSLOT": inCluster((context, { slotKeys }) => {
    const [slot, countMax] = [parseInteger(context.arg(2)), parseInteger(context.arg(3))];
    if (slot === null || countMax === null) return notAnInteger;
    if (!isSlot(slot) || countMax < 0) return { error: "ERR Invalid slot or number of keys" };
    return slotKeys.keys(slot, countMax);
  }),
  "CLUSTER|ADDSLOTS": inCluster((context, cluster) => assign(context, cluster, false)),
  "CLUSTER|DELSLOTS": inCluster((context, cluster) => assign(context, cluster, true)),
  "CLUSTER|ADDSLOTSRANGE": inCluster((context, cluster) => assignRanges(context, cluster, false)),
  "CLUSTER|DELSLOTSRANGE": inCluster((context, cluster) => assignRanges(context, cluster, true)),
  "CLUSTER|FLUSHSLOTS": inCluster(({ node }, { state }) => {
    if (node.databases[0]!.size > 0)
      return { error: "ERR DB must be empty to perform CLUSTER FLUSHSLOTS." };
    state.deleteSlotsOf(state.myself);
    state.doBeforeSleep(todo.updateState | todo.saveConfig);
    return ok;
  }),
});

const isSlot = (slot: number): boolean => slot >= 0 && slot < slotCount;

/** Redis' getSlotOrReply. */
export function parseSlot(text: Bytes): number | ErrorReply {
  const slot = parseInteger(text);
  return slot !== null && isSlot(slot) ? slot : noSlot;
}

const noSlot: ErrorReply = { error: "ERR Invalid or out of range slot" };

/** CLUSTER ADDSLOTS|DELSLOTS slot [slot ...] */
function assign(context: Context, cluster: Cluster, isGivenUp: boolean): Reply {
  const slots: number[] = [];
  for (const text of context.argv.slice(2)) {
    const slot = parseSlot(text);
    if (typeof slot !== "number") return slot;
    slots.push(slot);
  }
  const chosen = new Set<number>();
  for (const slot of slots) {
    const refused = choose(cluster, chosen, slot, isGivenUp);
    if (refused !== null) return refused;
  }
  return update(cluster, chosen, isGivenUp);
}

/** CLUSTER ADDSLOTSRANGE|DELSLOTSRANGE start end [start end ...] */
function assignRanges(context: Context, cluster: Cluster, isGivenUp: boolean): Reply {
  const { argv, command } = context;
  if (argv.length % 2 === 1) return wrongArity(command.name);
  const chosen = new Set<number>();
  for (let i = 2; i < argv.length; i += 2) {
    const first = parseSlot(argv[i]!);
    if (typeof first !== "number") return first;
    const last = parseSlot(argv[i + 1]!);
    if (typeof last !== "number") return last;
    if (first > last)
      return { error: `ERR start slot number ${first} is greater than end slot number ${last}` };
    for (let slot = first; slot <= last; slot++) {
      const refused = choose(cluster, chosen, slot, isGivenUp);
      if (refused !== null) return refused;
    }
  }
  return update(cluster, chosen, isGivenUp);
}

/** Redis' checkSlotAssignmentsOrReply, for one slot. */
function choose(
  { state }: Cluster,
  chosen: Set<number>,
  slot: number,
  isGivenUp: boolean,
): ErrorReply | null {
  const hasOwner = state.ownerOf(slot) !== null;
  if (isGivenUp && !hasOwner) return { error: `ERR Slot ${slot} is already unassigned` };
  if (!isGivenUp && hasOwner) return { error: `ERR Slot ${slot} is already busy` };
  if (chosen.has(slot)) return { error: `ERR Slot ${slot} specified multiple times` };
  chosen.add(slot);
  return null;
}

/** Redis' clusterUpdateSlots. */
function update({ state }: Cluster, chosen: ReadonlySet<number>, isGivenUp: boolean): Reply {
  for (const slot of [...chosen].sort((a, b) => a - b)) {
    state.importingFrom.delete(slot);
    if (isGivenUp) state.deleteSlot(slot);
    else state.addSlot(state.myself, slot);
  }
  state.doBeforeSleep(todo.updateState | todo.saveConfig);
  return ok;
}
