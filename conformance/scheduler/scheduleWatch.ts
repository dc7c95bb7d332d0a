import type { ScheduleId } from "../../spec/scheduler/contract.ts";
import type { ScheduleState, SchedulerFinal } from "../../spec/scheduler/history.ts";
import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { Recorder } from "./recorder.ts";
import type { ScenarioServer } from "./scenarioServer.ts";

/**
 * Watches the canonical state of all schedules from beside the server: after each request the schedules whose keys
 * changed are read again, and what is new is written into the history.
 */
export function watchSchedules(
  server: ScenarioServer,
  layout: SchedulerLayout,
  recorder: Recorder,
): void {
  const known = new Map<ScheduleId, string>();
  server.onChanged = (changed, cause) => {
    const ids = new Set<ScheduleId>();
    for (const { key } of changed) {
      const id = layout.scheduleOfKey(key);
      if (id !== null) ids.add(id);
    }
    for (const id of ids) {
      const state = readState(server, layout, id);
      const text = JSON.stringify(state);
      if ((known.get(id) ?? "null") === text) continue;
      known.set(id, text);
      recorder.add({
        type: "state",
        id,
        state,
        process: cause?.process.name ?? null,
        op: cause?.op ?? null,
      });
    }
  };
}

/** What lies in Redis now. */
export function readFinal(server: ScenarioServer, layout: SchedulerLayout): SchedulerFinal {
  const keys = namesIn(server.admin(["KEYS", "*"]));
  const schedules = new Map<ScheduleId, ScheduleState>();
  const legacy: ScheduleId[] = [];
  for (const key of keys) {
    const old = layout.legacy?.scheduleOfKey(key) ?? null;
    if (old !== null) legacy.push(old);
    const id = layout.scheduleOfKey(key);
    const state = id === null ? null : readState(server, layout, id);
    if (id !== null && state !== null) schedules.set(id, state);
  }
  return { schedules, index: readIndex(server, layout.indexKey), legacy };
}

function readState(
  server: ScenarioServer,
  layout: SchedulerLayout,
  id: ScheduleId,
): ScheduleState | null {
  const reply = server.admin(layout.readState(id));
  return isError(reply) ? null : layout.parseState(reply);
}

function readIndex(server: ScenarioServer, key: string | null): SchedulerFinal["index"] {
  if (key === null) return null;
  const reply = server.admin(["ZRANGE", key, "0", "-1", "WITHSCORES"]);
  if (isError(reply)) return null;
  const flat = Array.isArray(reply) ? reply.map(String) : [];
  return flat.flatMap((member, i) => {
    const score = flat[i + 1];
    return i % 2 === 0 && score !== undefined
      ? [{ member, score: Number(score.replace("inf", "Infinity")) }]
      : [];
  });
}

function isError(reply: Reply): boolean {
  return typeof reply === "object" && reply !== null && "error" in reply;
}

/** The names in a reply, in an order that no hash decides. */
function namesIn(reply: Reply): readonly string[] {
  return Array.isArray(reply) ? reply.map(String).toSorted() : [];
}
