import type { World } from "../../sim/kernel/world.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { Executed } from "../../sim/redisServer.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type { Claim } from "../../spec/scheduler/contract.ts";
import type {
  SchedulerAnswer,
  SchedulerCall,
  SchedulerEvent,
} from "../../spec/scheduler/history.ts";

type OpenCall = {
  readonly op: number;
  readonly process: SimProcess;
  readonly life: number;
  readonly name: SchedulerCall["name"];
  /** Texts of the requests that it wrote, to know them again when a client resends them. */
  readonly requests: string[];
  readonly slots: number[];
  commands: number;
  elements: number;
  /** A node that had been replaced executed something of it. */
  isAside: boolean;
};

type WithoutTime<Event> = Event extends unknown ? Omit<Event, "at"> : never;

/** Writes the history of a run: what was asked, what came of it, and at what cost. */
export class Recorder {
  readonly history: SchedulerEvent[] = [];
  readonly #world: World;
  readonly #open = new Map<number, OpenCall>();
  #lastOp = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Adds an event that happens now. */
  add(event: WithoutTime<SchedulerEvent>): void {
    this.history.push({ ...event, at: this.#world.nowMs });
    this.#world.journal.write(this.#world.nowUs, "history", journalText(event));
  }

  /** A call begins. Returns the operation's number. */
  invoked(process: SimProcess, call: SchedulerCall): number {
    const op = ++this.#lastOp;
    this.#open.set(op, {
      op,
      process,
      life: process.life,
      name: call.name,
      requests: [],
      slots: [],
      commands: 0,
      elements: 0,
      isAside: false,
    });
    this.add({ type: "invoked", process: process.name, op, call });
    return op;
  }

  /** A call has ended. Nothing is written when its process has died meanwhile. */
  returned(op: number, outcome: Outcome<SchedulerAnswer>): void {
    const call = this.#open.get(op);
    if (call === undefined) return;
    this.#open.delete(op);
    this.add({
      type: "returned",
      process: call.process.name,
      op,
      name: call.name,
      outcome,
      cost: {
        commands: call.commands,
        elements: call.elements,
        slots: call.slots.sort((a, b) => a - b),
      },
      ...(call.isAside ? { aside: true } : {}),
    });
  }

  dispatched(process: SimProcess, op: number, claim: Claim): void {
    this.add({ type: "dispatched", process: process.name, op, claim });
  }

  /** Nobody will ever hear how the process's open calls ended. */
  abandon(process: SimProcess, reason: string): void {
    for (const call of this.#open.values()) {
      if (call.process === process) this.returned(call.op, { type: "unknown", reason });
    }
  }

  /** Ends all calls that are still open. */
  finish(): void {
    for (const op of this.#open.keys()) {
      this.returned(op, { type: "unknown", reason: "the run ended" });
    }
  }

  /** Counts a request towards its operation. One that was only turned away to another node or time costs nothing. */
  executed(executed: Executed, aside: string | null): void {
    const { op, argv, elements, slots, isContinued, isTurnedAway } = executed;
    const call = op === null ? undefined : this.#open.get(op);
    if (call === undefined) return;
    if (isTurnedAway) return void call.requests.push(argv.join(" "));
    if (aside !== null) call.isAside = true;
    call.elements += elements;
    if (isContinued) return;
    call.commands++;
    call.requests.push(argv.join(" "));
    for (const slot of slots) if (!call.slots.includes(slot)) call.slots.push(slot);
  }

  /**
   * The operation behind a request that arrives without one, because the client wrote it later than the call: queued
   * until it was connected, or sent again after a lost reply. The open call that has sent the same request before, or
   * else the process's only open call; null when that leaves a doubt.
   */
  opBehind(process: SimProcess, argv: readonly string[]): number | null {
    const text = argv.join(" ");
    const own = [...this.#open.values()].filter(
      (call) => call.process === process && call.life === process.life,
    );
    const resent = own.find((call) => call.requests.includes(text));
    if (resent !== undefined) return resent.op;
    const [only, ...others] = own;
    return only !== undefined && others.length === 0 && !isHousekeeping(text) ? only.op : null;
  }
}

/** Polls that find nothing are most of a history, so they are written without a detour through JSON. */
function journalText(event: WithoutTime<SchedulerEvent>): string {
  if (event.type === "invoked" && event.call.name === "claim") {
    return `${event.process} ${event.op} claim`;
  }
  if (event.type === "returned") {
    const { commands, elements } = event.cost;
    return `${event.process} ${event.op} ${JSON.stringify(event.outcome)} ${commands} ${elements}`;
  }
  return JSON.stringify(event);
}

/** What clients send on their own account when they connect. */
function isHousekeeping(text: string): boolean {
  return /^(AUTH|CLIENT|HELLO|INFO|PING|READONLY|SELECT)\b/i.test(text);
}
