import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { Executed } from "../../sim/redisServer.ts";
import type { Topic } from "../../spec/eventStreamer/contract.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type {
  EventStreamerEvent,
  StreamerAnswer,
  StreamerCall,
} from "../../spec/eventStreamer/history.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import { OpenCalls } from "../scenario/openCalls.ts";
import type { WithoutTime } from "../scenario/withoutTime.ts";

/** Writes the history of a run: what was asked, what came of it, and what was done meanwhile. */
export class Recorder {
  readonly history: EventStreamerEvent[] = [];
  /** Rules ask how long nodes are in trouble. */
  readonly tellsHowLong = true;
  readonly #world: World;
  readonly #calls: OpenCalls<StreamerCall>;
  /** The topic of each event that somebody has begun to send, by its foreign id. */
  readonly #sentTo = new Map<string, Topic>();
  /** Told when the quiet phase begins. */
  onQuiet: (() => void) | null = null;

  constructor(world: World, topology: TopologyKind) {
    this.#world = world;
    this.#calls = new OpenCalls(topology);
  }

  /** Adds an event that happens now. */
  add(event: WithoutTime<EventStreamerEvent>): void {
    this.history.push({ ...event, at: this.#world.nowMs });
    this.#world.journal.write(this.#world.nowUs, "history", JSON.stringify(told(event)));
    if (event.type === "phase" && event.phase === "quiet") this.onQuiet?.();
  }

  /** A call begins. Returns the operation's number. */
  invoked(process: SimProcess, call: StreamerCall): number {
    const op = this.#calls.begin(process, call, null);
    if (call.name === "send") this.#sentTo.set(call.event.foreignId, call.topic);
    this.add({ type: "invoked", process: process.name, op, call, clockMs: process.wallMs() });
    return op;
  }

  /** A call has ended. Nothing is written when its process has died meanwhile. */
  returned(op: number, outcome: Outcome<StreamerAnswer>, watched?: number): void {
    const ended = this.#calls.end(op);
    if (ended === undefined) return;
    const { process, call, isAside } = ended;
    this.add({
      type: "returned",
      process: process.name,
      op,
      name: call.name,
      outcome,
      clockMs: process.wallMs(),
      ...(watched === undefined ? {} : { watched }),
      ...(isAside ? { aside: true } : {}),
    });
  }

  /** The operations of a process that are under way. */
  openOf(process: SimProcess): readonly { readonly op: number; readonly call: StreamerCall }[] {
    return this.#calls.all.filter((call) => call.process === process);
  }

  /** Nobody will ever hear how the process's open calls ended. */
  abandon(process: SimProcess, reason: string): void {
    for (const { op } of this.#calls.abandon(process))
      this.returned(op, { type: "unknown", reason });
  }

  /** Ends all calls that are still open. */
  finish(): void {
    for (const { op } of this.#calls.all)
      this.returned(op, { type: "unknown", reason: "the run ended" });
  }

  executed(executed: Executed, aside: string | null): void {
    this.#calls.executed(executed, aside);
    if (aside === null || executed.isTurnedAway) return;
    // Among several nodes it is often not known whose request it is; then it may be any that is under way.
    const { op, process } = executed;
    for (const call of this.#calls.all)
      if (call.process === process && (op === null || call.op === op)) call.isAside = true;
  }

  /** The topic that a request sends an event to, also when its call has given it up long ago; null when it sends none. */
  topicOf({ argv, isTurnedAway }: Executed): Topic | null {
    if (isTurnedAway) return null;
    for (const argument of argv) {
      const topic = this.#sentTo.get(argument);
      if (topic !== undefined) return topic;
    }
    return null;
  }

  opBehind(...request: Parameters<OpenCalls<StreamerCall>["behind"]>): number | null {
    return this.#calls.behind(...request);
  }
}

/** How often code went on may differ between versions of Node, which a digest may not. */
function told(event: WithoutTime<EventStreamerEvent>): unknown {
  if (event.type === "stirred") return { ...event, times: 0 };
  return event;
}
