import type { Outcome } from "../outcome.ts";
import type { IncidentKind, WorldEvent } from "../worldEvent.ts";
import { analyse, type EventStreamerAnalysis } from "./analyse.ts";
import type {
  EventStreamerCapability,
  EventStreamerDeclaration,
  ReceiverName,
  StreamedEvent,
  Topic,
} from "./contract.ts";
import type { EventStreamerEvent, StreamerAnswer, StreamerCall } from "./history.ts";

/** Runs of the tests begin at a round instant, so that a time that forgot to be relative is seen at once. */
const runStart = Date.UTC(2030, 0, 1);

/**
 * Writes a history by hand, event by event, for the tests of the rules. Whoever waits is to be awake after 10 ms, and twenty
 * events of a topic are kept. There is one process, p1, unless another is said; all instants are relative to the start of the run.
 */
export function writeTrial(
  options: {
    readonly capabilities?: readonly EventStreamerCapability[];
    readonly declares?: Partial<EventStreamerDeclaration>;
  } = {},
) {
  const history: EventStreamerEvent[] = [];
  const calls = new Map<number, { readonly process: string; readonly call: StreamerCall }>();
  const processOf = new Map<string, string>();
  let now = runStart;
  /** By how much the clock of the processes is off. */
  let skewMs = 0;
  /** Whether what ends now was carried out by a node that had been replaced. */
  let isAside = false;
  let lastOp = 0;
  let lastId = 0;

  const push = (event: Unstamped<EventStreamerEvent>): void => {
    history.push({ ...event, at: now });
  };
  const clockMs = (): number => now + skewMs;
  const processFor = (receiver: string): string => processOf.get(receiver) ?? "p1";

  const write = {
    at(instant: number) {
      now = runStart + instant;
      return write;
    },
    /** Everything that ends while this is done was carried out by a node that had been replaced. */
    aside(act: () => void): void {
      isAside = true;
      act();
      isAside = false;
    },
    skew(byMs: number): void {
      skewMs = byMs;
    },
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
    clock(node: string, offMs: number): void {
      push({ type: "node", node, shard: "shard", change: "clock", offMs });
    },
    incident(incident: IncidentKind): void {
      push({ type: "incident", incident, node: "redis-2", replaces: "redis-1", shard: "shard", replicas: 1 }); // prettier-ignore
    },

    invoke(process: string, call: StreamerCall): number {
      const op = ++lastOp;
      calls.set(op, { process, call });
      push({ type: "invoked", process, op, call, clockMs: clockMs() });
      return op;
    },
    answer(op: number, value: StreamerAnswer = null, watched?: number): void {
      write.finish(op, { type: "ok", value }, watched);
    },
    fail(op: number, message = "ERR"): void {
      write.finish(op, { type: "failed", message });
    },
    lose(op: number, reason = "the connection was lost"): void {
      write.finish(op, { type: "unknown", reason });
    },
    finish(op: number, outcome: Outcome<StreamerAnswer>, watched?: number): void {
      const { process, call } = calls.get(op)!;
      push({
        type: "returned",
        process,
        op,
        name: call.name,
        outcome,
        clockMs: clockMs(),
        ...(watched === undefined ? {} : { watched }),
        ...(isAside ? { aside: true } : {}),
      });
    },

    /** Opens a receiver of a topic under a name. Returns the receiver. */
    open(
      receiver: string,
      {
        topic = "t1",
        as = "n1",
        fromLatest = false,
        process = "p1",
      }: {
        readonly topic?: Topic;
        readonly as?: ReceiverName;
        readonly fromLatest?: boolean;
        readonly process?: string;
      } = {},
    ): string {
      processOf.set(receiver, process);
      write.answer(write.invoke(process, { name: "open", receiver, topic, as, fromLatest }));
      return receiver;
    },
    /** Begins to send an event. The second one is what whoever receives it will see. */
    beginSend(foreignId: string, topic: Topic = "t1"): readonly [number, StreamedEvent] {
      const event = { foreignId, headers: {} };
      const op = write.invoke("p1", { name: "send", topic, event });
      return [op, { ...event, id: `${++lastId}`, createdAtMs: clockMs() }];
    },
    send(foreignId: string, topic?: Topic): StreamedEvent {
      const [op, event] = write.beginSend(foreignId, topic);
      write.answer(op);
      return event;
    },
    /** A receiver begins to wait. */
    wait(receiver: string, isCancelled = false): number {
      return write.invoke(processFor(receiver), { name: "receive", receiver, isCancelled });
    },
    cancel(op: number): void {
      push({ type: "cancelled", process: calls.get(op)!.process, op });
    },
    /** A receiver is given an event at once. */
    receive(receiver: string, event: StreamedEvent, watched = 0): void {
      write.answer(write.wait(receiver), { event }, watched);
    },
    acknowledge(receiver: string, { id }: Pick<StreamedEvent, "id">): void {
      write.answer(write.invoke(processFor(receiver), { name: "acknowledge", receiver, id }));
    },
    /** A receiver is given an event and acknowledges it. */
    done(receiver: string, event: StreamedEvent): void {
      write.receive(receiver, event);
      write.acknowledge(receiver, event);
    },
    close(receiver: string): void {
      write.answer(write.invoke(processFor(receiver), { name: "close", receiver }));
    },

    /** A stretch in which nothing was asked of p1; it did nothing but what is said. */
    rest(
      fromAt: number,
      did: Partial<Omit<Extract<EventStreamerEvent, { type: "rest" }>, "type" | "fromAt">>,
    ): void {
      const nothing = { waiting: [], turns: 0, commands: 0, timers: 0, listeners: 0 };
      push({ type: "rest", process: "p1", fromAt: runStart + fromAt, ...nothing, ...did });
    },
    stirred(op: number, times = 3): void {
      push({ type: "stirred", process: calls.get(op)!.process, op, times });
    },
    spun(op: number | null): void {
      push({ type: "spun", process: op === null ? "p1" : calls.get(op)!.process, op });
    },
    poison(topic: Topic = "t1"): void {
      push({ type: "poisoned", topic });
    },
    readers(count: number, topic: Topic = "t1"): void {
      push({ type: "readers", topic, count });
    },
    kept(count: number, topic: Topic = "t1"): void {
      push({ type: "kept", topic, count });
    },

    end(): EventStreamerAnalysis {
      push({ type: "phase", phase: "end" });
      return analyse({
        history,
        capabilities: new Set(options.capabilities),
        declares: {
          wakeMsMax: 10,
          idle: { turnsPerMinute: 0, commandsPerMinute: 0, timers: 0 },
          retention: { eventsMax: 20, slack: 0 },
          createdBy: "sender",
          ...options.declares,
        },
      });
    },
  };
  push({ type: "phase", phase: "faults" });
  return write;
}

type Unstamped<Event> = Event extends unknown ? Omit<Event, "at"> : never;

/** The sentences of violations. */
export const sentences = (violations: readonly { readonly because: string }[]): readonly string[] =>
  violations.map(({ because }) => because);
