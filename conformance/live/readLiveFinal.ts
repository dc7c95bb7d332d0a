import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { ScheduleId } from "../../spec/scheduler/contract.ts";
import type { ScheduleState, SchedulerFinal } from "../../spec/scheduler/history.ts";
import type { RealNode } from "../cluster/realTopology.ts";

/**
 * What lies in real servers now.
 *
 * @param masters of which each key has one
 * @throws ServerTrouble when one does not answer
 */
export async function readLiveFinal(
  masters: readonly RealNode[],
  layout: SchedulerLayout,
): Promise<SchedulerFinal> {
  const schedules = new Map<ScheduleId, ScheduleState>();
  const legacy: ScheduleId[] = [];
  let index: SchedulerFinal["index"] = layout.indexKey === null ? null : [];
  for (const node of masters) {
    const keys = await node.admin("KEYS", "*");
    for (const key of Array.isArray(keys) ? keys.map(String).toSorted() : []) {
      const old = layout.legacy?.scheduleOfKey(key) ?? null;
      if (old !== null) legacy.push(old);
      const id = layout.scheduleOfKey(key);
      const state =
        id === null ? null : layout.parseState(await node.admin(...layout.readState(id)));
      if (id !== null && state !== null) schedules.set(id, state);
      if (key === layout.indexKey)
        index = indexIn(await node.admin("ZRANGE", key, "0", "-1", "WITHSCORES"));
    }
  }
  return { schedules, index, legacy };
}

function indexIn(reply: Reply): SchedulerFinal["index"] {
  if (!Array.isArray(reply)) return null; // the key holds another type
  const flat = reply.map(String);
  return flat.flatMap((member, i) => {
    const score = flat[i + 1];
    return i % 2 === 0 && score !== undefined
      ? [{ member, score: Number(score.replace("inf", "Infinity")) }]
      : [];
  });
}
