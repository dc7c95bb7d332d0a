import type { World } from "../../sim/kernel/world.ts";
import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { Executed } from "../../sim/redisServer.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { Claim, ScheduleId } from "../../spec/scheduler/contract.ts";
import type {
  SchedulerAnswer,
  SchedulerCall,
  SchedulerEvent,
} from "../../spec/scheduler/history.ts";
import { scheduleOf } from "../../spec/scheduler/operations.ts";

type OpenCall = {
  readonly op: number;
  readonly process: SimProcess;
  readonly life: number;
  readonly name: SchedulerCall["name"];
  /** The schedule that it names, if any. */
  readonly schedule: ScheduleId | null;
  /** The requests that it wrote, to know them again when a client resends them. */
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
  /** Whether there is only one node, where clients ask little on their own account: it counts towards the call. */
  readonly #isAlone: boolean;
  readonly #open = new Map<number, OpenCall>();
  /** Calls whose process died; what they had sent may still be executed. */
  readonly #abandoned: OpenCall[] = [];
  #lastOp = 0;

  /** @param topology among several nodes clients find their way anew again and again, and that is no call's work */
  constructor(world: World, topology: TopologyKind) {
    this.#world = world;
    this.#isAlone = topology === "standalone";
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
      schedule: scheduleOf(call),
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
      if (call.process !== process) continue;
      this.#abandoned.push(call);
      this.returned(call.op, { type: "unknown", reason });
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
    const text = textOf(argv);
    if (!this.#isAlone && isHousekeeping(text)) return;
    if (isTurnedAway) return void call.requests.push(text);
    if (aside !== null) call.isAside = true;
    call.elements += elements;
    if (isContinued) return;
    call.commands++;
    call.requests.push(text);
    for (const slot of slots) if (!call.slots.includes(slot)) call.slots.push(slot);
  }

  /**
   * The operation behind a request. A client writes some later than the call: queued until it was connected, or sent
   * again after a lost reply. Then it is the open call that has sent the same request before, or else the
   * process's only open call; null when that leaves a doubt.
   *
   * @param op the operation whose code wrote it, if any. Among several nodes clients hold back and resend the requests of
   *   several calls at once, in the code of one of them, so there it is only believed of what no other call is likely to
   *   have sent
   * @param life of the process which wrote it; a node that stood still may execute it in the next one
   */
  opBehind(
    process: SimProcess,
    argv: readonly string[],
    op: number | null,
    life: number,
  ): number | null {
    if (op !== null && this.#isAlone) return op;
    const text = textOf(argv);
    const calls = life === process.life ? this.#open.values() : this.#abandoned;
    const own = [...calls].filter((call) => call.process === process && call.life === life);
    const resent = own.find((call) => call.requests.includes(text));
    if (resent !== undefined) return resent.op;
    const writer = own.find((call) => call.op === op);
    if (writer !== undefined) {
      return isHousekeeping(text) ? op : (authorAmong(own, writer, argv)?.op ?? null);
    }
    const [only, ...others] = own;
    if (only === undefined) return op;
    return others.length === 0 && !isHousekeeping(text) ? only.op : null;
  }
}

/**
 * Whose of several open calls a request is that was written in the code of one of them; null when that leaves a doubt.
 *
 * Calls may be waiting for a connection together, and what they have to say is then written at once. A request says which schedule it is about, unless it is about none.
 */
function authorAmong(
  open: readonly OpenCall[],
  writer: OpenCall,
  argv: readonly string[],
): OpenCall | null {
  const names = ({ schedule }: OpenCall): boolean => schedule !== null && argv.includes(schedule);
  const others = open.filter((call) => call !== writer);
  const silent = others.filter(({ requests }) => requests.length === 0);
  if (names(writer)) return silent.some(names) ? null : writer;

  const hasBegun = writer.requests.length > 0;
  const [named, ...more] = others.filter(names);
  if (named === undefined) {
    const mayBeAnothers = silent.some(({ schedule }) => hasBegun || schedule === null);
    return mayBeAnothers ? null : writer;
  }
  // What names no schedule at first may name the one that it has found in its next request.
  const isNextStep = hasBegun && writer.schedule === null;
  return more.length > 0 || isNextStep ? null : named;
}

/** A request as it is known again. A script is sent by its hash or by its text. */
const textOf = (argv: readonly string[]): string =>
  /^eval(sha)?(_ro)?$/i.test(argv[0] ?? "") ? argv.slice(2).join(" ") : argv.join(" ");

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
  return /^(ASKING|AUTH|CLIENT|CLUSTER|COMMAND|HELLO|INFO|PING|READONLY|SELECT)\b/i.test(text);
}
