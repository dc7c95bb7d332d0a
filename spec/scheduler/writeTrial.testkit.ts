import type { Acknowledgement } from "../durability.ts";
import type { IncidentKind } from "../worldEvent.ts";
import type { SchedulerFaultKind } from "./fault.ts";
import { type SchedulerAnalysis, analyse } from "./analyse.ts";
import type {
  ChangingCall,
  Claim,
  Millis,
  ScheduleConfig,
  ScheduleId,
  SchedulerCapability,
  SchedulerDeclaration,
} from "./contract.ts";
import type {
  Cost,
  IndexEntry,
  ScheduleState,
  SchedulerAnswer,
  SchedulerCall,
  SchedulerEvent,
} from "./history.ts";
import type { Outcome } from "../outcome.ts";

/** Runs of the tests begin at a round instant, so that a time that forgot to be relative is seen at once. */
const runStart: Millis = Date.UTC(2030, 0, 1);

const everything: readonly SchedulerCapability[] = [
  "cron",
  "from-to",
  "limit",
  "update",
  "pause",
  "trigger",
  "lease",
  "token",
  "index",
  "migrate",
  "cluster",
];

const changingCalls: readonly ChangingCall[] = [
  "define",
  "update",
  "pause",
  "resume",
  "trigger",
  "delete",
  "claim",
  "complete",
  "migrate",
];

const instants = ["nextRunAtMs", "fromMs", "toMs", "leasedUntilMs"] as const;

/**
 * Writes a history by hand, event by event, for the tests of the rules. All instants are relative to the start of
 * the run; `end` gives the trial with the last written states as the final ones and with a true index.
 */
export function writeTrial(
  options: {
    readonly leaseMs?: number | null;
    readonly misfire?: SchedulerDeclaration["misfire"];
    readonly latenessMs?: number;
    readonly legacy?: readonly ScheduleConfig[];
    /** What every acknowledgement means; received by the master unless it is said. */
    readonly acknowledges?: Acknowledgement;
  } = {},
) {
  const history: SchedulerEvent[] = [];
  const states = new Map<ScheduleId, ScheduleState>();
  const processes = new Map<number, string>();
  const calls = new Map<number, SchedulerCall>();
  const claims = new Map<number, Claim>();
  let now = runStart;
  let lastOp = 0;
  const ownerOf = (op: number): string => processes.get(op) ?? "nobody";
  const cheap: Cost = { commands: 1, elements: 4, slots: [1] };

  const returned = (op: number, outcome: Outcome<SchedulerAnswer>, cost: Partial<Cost>): void => {
    const { name } = calls.get(op)!;
    const type = "returned";
    history.push({
      type,
      at: now,
      process: ownerOf(op),
      op,
      name,
      outcome,
      cost: { ...cheap, ...cost },
    });
  };

  const write = {
    at(instant: Millis) {
      now = runStart + instant;
      return write;
    },
    invoke(process: string, call: SchedulerCall): number {
      const op = ++lastOp;
      processes.set(op, process);
      calls.set(op, moved(call));
      history.push({ type: "invoked", at: now, process, op, call: calls.get(op)! });
      return op;
    },
    /** The operation's command changes the state; null deletes it. Absent fields stay, or are those of a new schedule. */
    change(
      op: number | { readonly process: string | null },
      id: ScheduleId,
      change: Partial<ScheduleState> | null,
    ): void {
      const state = change === null ? null : { ...(states.get(id) ?? fresh), ...shifted(change) };
      if (state === null) states.delete(id);
      else states.set(id, state);
      const by =
        typeof op === "number" ? { process: ownerOf(op), op } : { process: op.process, op: null };
      history.push({ type: "state", at: now, id, state, ...by });
    },
    answer(op: number, value: SchedulerAnswer, cost: Partial<Cost> = {}): void {
      const claimed =
        value !== null && typeof value === "object" && "claim" in value ? value.claim : null;
      if (claimed !== null) claims.set(op, absolute(claimed));
      returned(
        op,
        { type: "ok", value: claimed === null ? value : { claim: absolute(claimed) } },
        cost,
      );
    },
    fail(op: number, message: string): void {
      returned(op, { type: "failed", message }, {});
    },
    lose(op: number, reason = "the connection was lost"): void {
      returned(op, { type: "unknown", reason }, {});
    },
    /** The worker of a claim hands its occurrence over. */
    dispatch(op: number): void {
      const claim = claims.get(op)!;
      history.push({ type: "dispatched", at: now, process: ownerOf(op), op, claim });
    },
    /** The operation's command changes the state at a node that was replaced. Absent fields are those of the owner's state. */
    changeAside(
      op: number | { readonly process: string },
      node: string,
      id: ScheduleId,
      change: Partial<ScheduleState>,
    ): void {
      const state = { ...(states.get(id) ?? fresh), ...shifted(change) };
      const who =
        typeof op === "number" ? { process: ownerOf(op), op } : { process: op.process, op: null };
      const by = { ...who, aside: { node } };
      history.push({ type: "state", at: now, id, state, ...by });
    },
    /** How the schedules stand, to come back to. */
    remember: (): ReadonlyMap<ScheduleId, ScheduleState> => new Map(states),
    /** An incident after which the schedules stand as they are given here; by default it takes nothing back. */
    incident(
      incident: IncidentKind,
      past: ReadonlyMap<ScheduleId, ScheduleState> = new Map(states),
      node = "r2",
      replaces: string | null = "r1",
      replicas = 1,
    ): void {
      const shard = "shard";
      history.push({ type: "incident", at: now, incident, node, replaces, shard, replicas });
      for (const id of new Set([...states.keys(), ...past.keys()])) {
        const state = past.get(id) ?? null;
        if (JSON.stringify(state) === JSON.stringify(states.get(id) ?? null)) continue;
        if (state === null) states.delete(id);
        else states.set(id, state);
        history.push({ type: "state", at: now, id, state, process: null, op: null });
      }
    },
    node(node: string, change: "failed" | "recovered"): void {
      history.push({ type: "node", at: now, node, shard: "shard", change });
    },
    clock(node: string, offMs: number): void {
      history.push({ type: "node", at: now, node, shard: "shard", change: "clock", offMs });
    },
    fault(fault: SchedulerFaultKind, target: string): void {
      history.push({ type: "fault", at: now, fault, target, detail: `${fault} struck ${target}` });
    },
    process(
      process: string,
      change: "started" | "crashed" | "paused" | "resumed" | "healed",
    ): void {
      history.push({ type: "process", at: now, process, change });
    },
    quiet(): void {
      history.push({ type: "phase", at: now, phase: "quiet" });
    },
    /** Position of the event written last. */
    last: () => history.length - 1,

    // Whole operations. Each takes two milliseconds: invoked, executed one later, returned one later.
    call(
      process: string,
      call: SchedulerCall,
      id: ScheduleId,
      change: Partial<ScheduleState> | null,
      value: SchedulerAnswer = null,
    ): number {
      const op = write.invoke(process, call);
      now += 1;
      write.change(op, id, change);
      now += 1;
      write.answer(op, value);
      return op;
    },
    define(config: ScheduleConfig, change: Partial<ScheduleState>): number {
      const { id, ...definition } = config;
      return write.call("owner", { name: "define", config }, id, { ...definition, ...change });
    },
    /** A claim that takes a lease, or with another `change` whatever that subject does. */
    claim(
      process: string,
      id: ScheduleId,
      dueAtMs: Millis,
      change: Partial<ScheduleState> | null,
    ): number {
      const claim = { id, dueAtMs, token: "t" };
      return write.call(process, { name: "claim" }, id, change, { claim });
    },
    claimNothing(process: string, cost: Partial<Cost> = {}): number {
      const op = write.invoke(process, { name: "claim" });
      now += 2;
      write.answer(op, { claim: null }, cost);
      return op;
    },
    complete(
      process: string,
      id: ScheduleId,
      dueAtMs: Millis,
      change: Partial<ScheduleState>,
    ): number {
      const claim = { id, dueAtMs, token: "t" };
      return write.call(process, { name: "complete", claim }, id, change, true);
    },

    end(
      final: {
        readonly index?: readonly IndexEntry[] | null;
        readonly legacy?: readonly ScheduleId[];
        readonly without?: SchedulerCapability;
      } = {},
    ): SchedulerAnalysis {
      history.push({ type: "phase", at: now, phase: "end" });
      const { leaseMs = 5_000, latenessMs = 1_000 } = options;
      return analyse({
        history,
        final: {
          schedules: states,
          index:
            final.index === undefined
              ? indexOf(states)
              : (final.index?.map(({ member, score }) => ({ member, score: runStart + score })) ??
                null),
          legacy: final.legacy ?? [],
        },
        capabilities: new Set(everything.filter((capability) => capability !== final.without)),
        declares: {
          misfire: options.misfire ?? "coalesce",
          leaseMs,
          latenessMsMax: () => latenessMs,
          durability: Object.fromEntries(
            changingCalls.map((call) => [call, options.acknowledges ?? { means: "received" }]),
          ),
        },
        pollMs: 100,
        legacy: (options.legacy ?? []).map(absoluteConfig),
      });
    },
  };
  history.push({ type: "phase", at: now, phase: "faults" });
  return write;
}

const fresh: ScheduleState = {
  status: "active",
  nextRunAtMs: null,
  runCount: 0,
  everyMs: null,
  cron: null,
  timezone: null,
  fromMs: null,
  toMs: null,
  limit: null,
  leasedUntilMs: null,
};

function shifted(change: Partial<ScheduleState>): Partial<ScheduleState> {
  const entries = instants.flatMap((name) => {
    const value = change[name];
    return typeof value === "number" ? [[name, runStart + value] as const] : [];
  });
  return { ...change, ...Object.fromEntries(entries) };
}

function absolute(claim: Claim): Claim {
  return { ...claim, dueAtMs: runStart + claim.dueAtMs };
}

function absoluteConfig(config: ScheduleConfig): ScheduleConfig {
  const { fromMs, toMs } = config;
  return {
    ...config,
    ...(fromMs === undefined ? {} : { fromMs: runStart + fromMs }),
    ...(toMs === undefined ? {} : { toMs: runStart + toMs }),
  };
}

function moved(call: SchedulerCall): SchedulerCall {
  if (call.name === "define") return { ...call, config: absoluteConfig(call.config) };
  if (call.name === "update") return { ...call, nextRunAtMs: runStart + call.nextRunAtMs };
  if (call.name === "complete") return { ...call, claim: absolute(call.claim) };
  return call;
}

function indexOf(states: ReadonlyMap<ScheduleId, ScheduleState>): readonly IndexEntry[] {
  const entries: IndexEntry[] = [];
  for (const [member, state] of states) {
    const score = state.leasedUntilMs ?? state.nextRunAtMs;
    if (state.status === "active" && state.nextRunAtMs !== null && score !== null) {
      entries.push({ member, score });
    }
  }
  return entries.sort((a, b) => a.score - b.score);
}
