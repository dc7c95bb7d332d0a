import type { Acknowledgement } from "../durability.ts";
import type { Outcome } from "../outcome.ts";
import type { Topology } from "../topology.ts";
import type { IncidentKind, WorldEvent } from "../worldEvent.ts";
import { type StreamBalancerAnalysis, analyse } from "./analyse.ts";
import {
  type BalancerMetrics,
  type BalancerOptions,
  type EntryId,
  type Notification,
  type StreamBalancerCapability,
  type StreamName,
  defaultBalancerOptions,
} from "./contract.ts";
import type {
  BalancerAnswer,
  BalancerCall,
  EntryContent,
  EntryPlace,
  ProcessRest,
  StreamBalancerEvent,
} from "./history.ts";

/** Runs of the tests begin at a round instant, so that a time that forgot to be relative is seen at once. */
const runStart = Date.UTC(2030, 0, 1);

const everything: readonly StreamBalancerCapability[] = [
  "fence",
  "notifications",
  "dead-letters",
  "metrics",
  "cluster",
];

/** Who makes a change: a process of its own accord, one of its operations, or nobody. */
type By = string | number | null;

type Entry = { readonly content: EntryContent; readonly where: EntryPlace };
type Lease = { readonly stream: StreamName; readonly holder: string; readonly until: number };
/** What lies in Redis. */
type World = {
  readonly entries: ReadonlyMap<EntryId, Entry>;
  readonly letters: ReadonlyMap<EntryId, EntryContent>;
  readonly leases: ReadonlyMap<string, Lease>;
};

/**
 * Writes a history by hand, event by event, for the tests of the rules. Times are short: a lease of 2 s, idle after 10 s, a
 * scan each 20 s. All instants are relative to the start of the run.
 */
export function writeTrial(
  options: {
    readonly options?: Partial<BalancerOptions>;
    /** What every acknowledgement means; received by the master unless it is said. */
    readonly acknowledges?: Acknowledgement;
    readonly ridesOutMs?: number;
    readonly topology?: Topology;
    readonly streamNodeEntries?: number;
  } = {},
) {
  const history: StreamBalancerEvent[] = [];
  const entries = new Map<EntryId, Entry>();
  const letters = new Map<EntryId, EntryContent>();
  const leases = new Map<string, Lease>();
  const calls = new Map<number, { readonly process: string; readonly call: BalancerCall }>();
  const balancer: BalancerOptions = {
    ...defaultBalancerOptions,
    minIdleMs: 10_000,
    scanIntervalMs: 20_000,
    ...options.options,
  };
  let now = runStart;
  let lastOp = 0;
  let lastId = 0;

  const push = (event: Unstamped<StreamBalancerEvent>): void => {
    history.push({ ...event, at: now });
  };
  const author = (by: By, node?: string) => ({
    process: typeof by === "number" ? calls.get(by)!.process : by,
    op: typeof by === "number" ? by : null,
    ...(node === undefined ? {} : { aside: { node } }),
  });
  const contentOf = (id: EntryId): EntryContent => entries.get(id)!.content;
  const nameOf = (id: EntryId): StreamName => contentOf(id).item!.name;

  const write = {
    at(instant: number) {
      now = runStart + instant;
      return write;
    },
    /** Position of the event written last. */
    last: () => history.length - 1,
    /** An event of the world, at the present instant. */
    world(event: Unstamped<WorldEvent>): void {
      push(event);
    },
    process(
      process: string,
      change: "started" | "crashed" | "paused" | "resumed" | "healed",
    ): void {
      push({ type: "process", process, change });
    },
    fault(fault: string, target: string): void {
      push({ type: "fault", fault, target, detail: `${fault} struck ${target}` });
    },
    node(node: string, change: "failed" | "recovered", shard = "shard"): void {
      push({ type: "node", node, shard, change });
    },
    clock(node: string, offMs: number): void {
      push({ type: "node", node, shard: "shard", change: "clock", offMs });
    },
    quiet(): void {
      push({ type: "phase", phase: "quiet" });
    },

    invoke(process: string, call: BalancerCall): number {
      const op = ++lastOp;
      calls.set(op, { process, call });
      push({ type: "invoked", process, op, call });
      return op;
    },
    answer(op: number, value: BalancerAnswer = null, aside?: true): void {
      write.finish(op, { type: "ok", value }, aside);
    },
    fail(op: number, message = "ERR"): void {
      write.finish(op, { type: "failed", message });
    },
    lose(op: number, reason = "the connection was lost"): void {
      write.finish(op, { type: "unknown", reason });
    },
    finish(op: number, outcome: Outcome<BalancerAnswer>, aside?: true): void {
      const { process, call } = calls.get(op)!;
      push({ type: "returned", process, op, name: call.name, outcome, ...(aside && { aside }) });
    },
    call(process: string, call: BalancerCall, value: BalancerAnswer = null): number {
      const op = write.invoke(process, call);
      write.answer(op, value);
      return op;
    },
    /** Consumers that are up and have joined the group. */
    start(...processes: readonly string[]): void {
      for (const process of processes) {
        write.process(process, "started");
        write.call(process, { name: "start" });
      }
    },

    /** An entry is somewhere else. */
    move(id: EntryId, where: EntryPlace, by: By, node?: string): void {
      const content = contentOf(id);
      if (node === undefined) entries.set(id, { content, where });
      push({ type: "entry", id, content, where, ...author(by, node) });
    },
    /** A new entry, not delivered yet. Returns its id. */
    put(content: Partial<EntryContent> & Pick<EntryContent, "message">, by: By): EntryId {
      const id = `${++lastId}-0`;
      const full = { item: null, retries: 0, reason: null, ...content };
      entries.set(id, { content: full, where: { place: "undelivered" } });
      push({ type: "entry", id, content: full, where: { place: "undelivered" }, ...author(by) });
      return id;
    },
    /** A producer adds a piece of work, and hears of it. Returns the entry's id. */
    add(name: StreamName, message = name): EntryId {
      const item = { name, info: { message } };
      const op = write.invoke("p1", { name: "add", item });
      const id = write.put({ item, message }, op);
      write.answer(op, { id });
      return id;
    },
    addPoison: (message: string): EntryId => write.put({ message }, "p1"),
    deliver(id: EntryId, consumer: string): void {
      write.move(id, { place: "pending", consumer, deliveries: 1 }, consumer);
    },
    remove(id: EntryId, by: By): void {
      write.move(id, { place: "gone" }, by);
    },
    strand(id: EntryId, by: By): void {
      write.move(id, { place: "stranded" }, by);
    },
    /** An entry is replaced by a new one, in one step. Returns the successor's id. */
    requeue(id: EntryId, by: By, retries = contentOf(id).retries): EntryId {
      const successor = write.put({ ...contentOf(id), retries }, by);
      write.remove(id, by);
      return successor;
    },
    letter(id: EntryId, by: By, content: Partial<EntryContent> = {}): EntryId {
      const letterId = `${++lastId}-0`;
      const { retries, ...rest } = contentOf(id);
      const full = { ...rest, retries: retries + 1, reason: "max_retries_exceeded", ...content };
      letters.set(letterId, full);
      push({ type: "dead-letter", id: letterId, content: full, change: "added", ...author(by) });
      return letterId;
    },
    /** An entry becomes a dead letter, in one step. */
    bury(id: EntryId, by: By, content: Partial<EntryContent> = {}): EntryId {
      const letterId = write.letter(id, by, content);
      write.remove(id, by);
      return letterId;
    },
    unbury(letterId: EntryId, by: By): void {
      const content = letters.get(letterId)!;
      letters.delete(letterId);
      push({ type: "dead-letter", id: letterId, content, change: "removed", ...author(by) });
    },

    /** A process sets its lease of a data stream. */
    lease(process: string, stream: StreamName, key = `lease:${stream}`, node?: string): void {
      const lease = { stream, holder: process, until: now + balancer.leaseMs };
      if (node === undefined) leases.set(key, lease);
      push({ type: "lease", key, ...lease, ...author(process, node) });
    },
    /** A lease is over, or let go by somebody. */
    unlease(stream: StreamName, by: By = null, key = `lease:${stream}`): void {
      leases.delete(key);
      push({ type: "lease", key, stream, holder: null, until: null, ...author(by) });
    },
    notify(process: string, notification: Notification): void {
      push({ type: "notified", process, notification });
    },
    /** A consumer is told that it owns what was given to it. */
    told(process: string, id: EntryId, fence: string | null = null): void {
      const { name, info } = contentOf(id).item!;
      write.notify(process, { type: "added", stream: { name, id, info, fence } });
    },
    work(type: "working" | "worked" | "work-failed", process: string, id: EntryId): void {
      push({ type, process, stream: nameOf(id), id, message: contentOf(id).message });
    },
    /** A consumer is given an entry, takes the lease and begins to work. */
    own(process: string, id: EntryId, fence: string | null = null): void {
      write.deliver(id, process);
      write.lease(process, nameOf(id));
      write.told(process, id, fence);
      write.work("working", process, id);
    },
    disown(process: string, id: EntryId, reason = "the lease was lost"): void {
      write.notify(process, { type: "disowned", name: nameOf(id), id, reason });
    },
    /** An owner completes, in one step. */
    complete(process: string, id: EntryId): number {
      write.work("worked", process, id);
      const op = write.invoke(process, { name: "complete", stream: nameOf(id) });
      write.remove(id, op);
      write.unlease(nameOf(id), op);
      write.answer(op, true);
      return op;
    },
    group(exists: boolean, by: By): void {
      push({ type: "group", exists, ...author(by) });
    },
    scan(process: string): void {
      push({ type: "scan", process });
    },
    cost(process: string, since: number, commands: number): void {
      push({ type: "cost", process, since: runStart + since, commands, elements: commands });
    },
    metrics(process: string, metrics: Partial<BalancerMetrics>): void {
      push({ type: "metrics", process, metrics: { ...noMetrics, ...metrics } });
    },

    /** How everything stands, to come back to. */
    remember: (): World => ({
      entries: new Map(entries),
      letters: new Map(letters),
      leases: new Map(leases),
    }),
    /** An incident after which everything stands as it is given here; by default it takes nothing back. */
    incident(
      incident: IncidentKind,
      past: World = write.remember(),
      node = "r2",
      replaces: string | null = "r1",
    ): void {
      push({ type: "incident", incident, node, replaces, shard: "shard", replicas: 1 });
      const nobody = author(null);
      for (const [id, { content, where }] of entries) {
        const then: Entry = past.entries.get(id) ?? { content, where: { place: "gone" } };
        if (JSON.stringify(then.where) === JSON.stringify(where)) continue;
        entries.set(id, then);
        push({ type: "entry", id, ...then, ...nobody });
      }
      for (const [id, content] of new Map([...letters, ...past.letters])) {
        if (letters.has(id) === past.letters.has(id)) continue;
        if (past.letters.has(id)) letters.set(id, content);
        else letters.delete(id);
        const change = past.letters.has(id) ? "added" : "removed";
        push({ type: "dead-letter", id, content, change, ...nobody });
      }
      for (const key of new Set([...leases.keys(), ...past.leases.keys()])) {
        const then = past.leases.get(key);
        if (JSON.stringify(then) === JSON.stringify(leases.get(key))) continue;
        const { stream } = then ?? leases.get(key)!;
        if (then === undefined) leases.delete(key);
        else leases.set(key, then);
        const { holder, until } = then ?? { holder: null, until: null };
        push({ type: "lease", key, stream, holder, until, ...nobody });
      }
    },

    end(
      final: {
        readonly without?: StreamBalancerCapability;
        readonly groupConsumers?: readonly string[];
        readonly processes?: readonly ProcessRest[];
      } = {},
    ): StreamBalancerAnalysis {
      push({ type: "phase", phase: "end" });
      const { acknowledges = { means: "received" }, ridesOutMs = 10_000 } = options;
      return analyse({
        history,
        final: {
          groupConsumers: final.groupConsumers ?? [],
          processes: final.processes ?? [],
        },
        capabilities: new Set(everything.filter((capability) => capability !== final.without)),
        declares: {
          ridesOutMs,
          durability: {
            add: acknowledges,
            claim: acknowledges,
            complete: acknowledges,
            fail: acknowledges,
            shutdown: acknowledges,
          },
        },
        options: balancer,
        topology: options.topology ?? { kind: "standalone" },
        streamNodeEntries: options.streamNodeEntries ?? 100,
      });
    },
  };
  push({ type: "phase", phase: "faults" });
  return write;
}

type Unstamped<Event> = Event extends unknown ? Omit<Event, "at"> : never;

const noMetrics: BalancerMetrics = {
  scans: 0,
  requeued: 0,
  aliveSkips: 0,
  deadLettered: 0,
  topologyResets: 0,
  mastersSetUp: 0,
  mastersNotSetUp: 0,
};

/** The sentences of violations. */
export const sentences = (violations: readonly { readonly because: string }[]): readonly string[] =>
  violations.map(({ because }) => because);
