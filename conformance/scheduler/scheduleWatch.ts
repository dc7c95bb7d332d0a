import type { ScheduleId } from "../../spec/scheduler/contract.ts";
import type { ScheduleState, SchedulerFinal } from "../../spec/scheduler/history.ts";
import type { IncidentEvent } from "../../spec/worldEvent.ts";
import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { Executed } from "../../sim/redisServer.ts";
import type { ChangedKey } from "../../sim/sharedWork.ts";
import type { DataWatch } from "../scenario/dataWatch.ts";
import type { Recorder } from "./recorder.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";

/**
 * Watches the canonical state of all schedules from beside the servers: after each request the schedules whose keys
 * changed are read again, and what is new is written into the history.
 */
export class ScheduleWatch implements DataWatch {
  readonly #server: ScenarioServer;
  readonly #layout: SchedulerLayout;
  readonly #recorder: Recorder;
  /** The last state written of each schedule, as text. */
  readonly #known = new Map<ScheduleId, string>();
  /** Those that were seen at any node. */
  readonly #ids = new Set<ScheduleId>();
  /** The last states at nodes that were replaced as the owner and do not know it yet. */
  readonly #aside = new Map<string, Map<ScheduleId, string>>();
  /** While an incident happens nothing is told: it is told after the incident itself. */
  #isHeld = false;

  constructor(server: ScenarioServer, layout: SchedulerLayout, recorder: Recorder) {
    this.#server = server;
    this.#layout = layout;
    this.#recorder = recorder;
    server.onChanged = (changed, cause, aside) => this.#changed(changed, cause, aside);
  }

  /** How many schedules were ever seen. */
  get count(): number {
    return this.#ids.size;
  }

  /** Where their canonical states lie. */
  get keys(): readonly string[] {
    return [...this.#ids].map((id) => this.#layout.readState(id)[1] ?? "");
  }

  /** Writes that the data may be older than what was acknowledged, and what is different now. */
  setBack(incident: Omit<IncidentEvent, "at">): void {
    if (incident.replaces !== null) this.#aside.set(incident.replaces, new Map(this.#known));
    this.#aside.delete(incident.node);
    this.#recorder.add(incident);
    this.#readAgain();
  }

  /** Does something that takes data back, writes the incident, and what is different since. */
  during(incident: Omit<IncidentEvent, "at">, act: () => void): void {
    this.quietly(act);
    this.setBack(incident);
  }

  /** Does something that may turn out to take data back, and leaves it to others to find out and to write that. */
  quietly(act: () => void): void {
    this.#isHeld = true;
    act();
    this.#server.settle();
    this.#isHeld = false;
  }

  /** Whether what lies in Redis is not what was written last. */
  isBehind(): boolean {
    return [...this.#ids].some((id) => {
      const state = readState(this.#server, this.#layout, id);
      return state !== undefined && (this.#known.get(id) ?? "null") !== JSON.stringify(state);
    });
  }

  #readAgain(): void {
    for (const id of this.#ids) {
      const state = readState(this.#server, this.#layout, id);
      if (state !== undefined) this.#write(this.#known, id, state, null, null);
    }
  }

  #changed(changed: readonly ChangedKey[], cause: Executed | null, aside: string | null): void {
    if (this.#isHeld) return;
    const ids = new Set<ScheduleId>();
    for (const { key } of changed) {
      const id = this.#layout.scheduleOfKey(key);
      if (id !== null) ids.add(id);
    }
    for (const id of ids) {
      const state = readState(this.#server, this.#layout, id, aside);
      if (state !== undefined) this.#write(this.#knownAt(aside), id, state, cause, aside);
    }
  }

  #knownAt(aside: string | null): Map<ScheduleId, string> {
    if (aside === null) return this.#known;
    let known = this.#aside.get(aside);
    if (known === undefined) this.#aside.set(aside, (known = new Map(this.#known)));
    return known;
  }

  #write(
    known: Map<ScheduleId, string>,
    id: ScheduleId,
    state: ScheduleState | null,
    cause: Executed | null,
    aside: string | null,
  ): void {
    const text = JSON.stringify(state);
    if ((known.get(id) ?? "null") === text) return;
    known.set(id, text);
    this.#ids.add(id);
    this.#recorder.add({
      type: "state",
      id,
      state,
      process: cause?.process.name ?? null,
      op: cause?.op ?? null,
      ...(aside === null ? {} : { aside: { node: aside } }),
    });
  }
}

/** What lies in Redis now. */
export function readFinal(server: ScenarioServer, layout: SchedulerLayout): SchedulerFinal {
  const schedules = new Map<ScheduleId, ScheduleState>();
  const legacy: ScheduleId[] = [];
  // In an order that no hash decides.
  for (const key of server.keys().toSorted()) {
    const old = layout.legacy?.scheduleOfKey(key) ?? null;
    if (old !== null) legacy.push(old);
    const id = layout.scheduleOfKey(key);
    const state = id === null ? undefined : readState(server, layout, id);
    if (id !== null && state !== null && state !== undefined) schedules.set(id, state);
  }
  return { schedules, index: readIndex(server, layout.indexKey), legacy };
}

/** The state of a schedule at its owner, or at a node that was replaced; undefined when nobody can be asked. */
function readState(
  server: ScenarioServer,
  layout: SchedulerLayout,
  id: ScheduleId,
  aside: string | null = null,
): ScheduleState | null | undefined {
  const command = layout.readState(id);
  if (aside === null && !server.isReachable(command[1] ?? "")) return undefined;
  const reply = aside === null ? server.admin(command) : server.nodes?.named(aside)?.admin(command);
  return reply === undefined || isError(reply) ? null : layout.parseState(reply);
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
