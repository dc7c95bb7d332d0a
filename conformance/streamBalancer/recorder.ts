import type { World } from "../../sim/kernel/world.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { Executed } from "../../sim/redisServer.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type {
  BalancerAnswer,
  BalancerCall,
  StreamBalancerEvent,
} from "../../spec/streamBalancer/history.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import { OpenCalls } from "../scenario/openCalls.ts";
import type { WithoutTime } from "../scenario/withoutTime.ts";

/** Writes the history of a run: what was asked, what came of it, and what was told. */
export class Recorder {
  readonly history: StreamBalancerEvent[] = [];
  readonly #world: World;
  readonly #calls: OpenCalls<BalancerCall>;
  /** Told when the quiet phase begins. */
  onQuiet: (() => void) | null = null;
  /** No fault strikes any more. */
  isHealing = false;
  /** Calls that are under way: what a balancer does of its own accord carries the number of a call that has long ended. */
  readonly #open = new Set<number>();

  constructor(world: World, topology: TopologyKind) {
    this.#world = world;
    this.#calls = new OpenCalls(topology);
  }

  /** Adds an event that happens now. */
  add(event: WithoutTime<StreamBalancerEvent>): void {
    this.history.push({ ...event, at: this.#world.nowMs });
    this.#world.journal.write(this.#world.nowUs, "history", journalText(event));
    if (event.type !== "phase") return;
    this.isHealing = event.phase !== "faults";
    if (event.phase === "quiet") this.onQuiet?.();
  }

  /** A call begins. Returns the operation's number. */
  invoked(process: SimProcess, call: BalancerCall): number {
    const op = this.#calls.begin(process, call, nameIn(call));
    this.#open.add(op);
    this.add({ type: "invoked", process: process.name, op, call });
    return op;
  }

  /** A call has ended. Nothing is written when its process has died meanwhile. */
  returned(op: number, outcome: Outcome<BalancerAnswer>): void {
    const ended = this.#calls.end(op);
    if (ended === undefined) return;
    this.#open.delete(op);
    const { process, call, isAside } = ended;
    this.add({
      type: "returned",
      process: process.name,
      op,
      name: call.name,
      outcome,
      ...(isAside ? { aside: true } : {}),
    });
  }

  /** Nobody will ever hear how the process's open calls ended. */
  abandon(process: SimProcess, reason: string): void {
    for (const { op } of this.#calls.abandon(process)) {
      this.returned(op, { type: "unknown", reason });
    }
  }

  /** Ends all calls that are still open. */
  finish(): void {
    for (const { op } of this.#calls.all) {
      this.returned(op, { type: "unknown", reason: "the run ended" });
    }
  }

  /** Counts a request towards its operation. */
  executed(executed: Executed, aside: string | null): void {
    this.#calls.executed(executed, aside);
  }

  /** The operation behind a request, while it is under way. */
  opBehind(...request: Parameters<OpenCalls<BalancerCall>["behind"]>): number | null {
    const [process, argv, op, life] = request;
    const open = op !== null && this.#open.has(op) ? op : null;
    return this.#calls.behind(process, argv, open, life) ?? this.#silentCallOf(process, argv, life);
  }

  /**
   * What is sent on behalf of nobody as soon as there is a connection is what calls had to say while there was none: whoever
   * has said nothing so far, and is the only one about what the request names.
   */
  #silentCallOf(process: SimProcess, argv: readonly string[], life: number): number | null {
    const [silent, ...others] = this.#calls.all.filter(
      (call) =>
        call.process === process &&
        call.life === life &&
        call.requests.length === 0 &&
        call.names !== null &&
        argv.includes(call.names),
    );
    return silent === undefined || others.length > 0 ? null : silent.op;
  }
}

/** What a call names that its requests will name, too. */
function nameIn(call: BalancerCall): string | null {
  switch (call.name) {
    case "add":
      return call.item.name;
    case "claim":
      return call.id ?? call.stream;
    case "complete":
    case "fail":
      return call.stream;
    default:
      return null;
  }
}

/** Renewals are most of a history, so they are written without a detour through JSON. */
function journalText(event: WithoutTime<StreamBalancerEvent>): string {
  if (event.type === "lease") {
    return `lease ${event.key} ${event.holder ?? ""} ${event.until ?? ""} ${event.process ?? ""}`;
  }
  return JSON.stringify(event);
}
