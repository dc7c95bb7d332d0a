import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { Executed } from "../../sim/redisServer.ts";
import type { TopologyKind } from "../../spec/topology.ts";

/** A call of a contract that is under way, and what the servers have done for it so far. */
export type OpenCall<Call> = {
  readonly op: number;
  readonly process: SimProcess;
  readonly life: number;
  readonly call: Call;
  /** What it names that its requests will name, too; null when it names nothing. */
  readonly names: string | null;
  /** The requests that it wrote, to know them again when a client resends them: as they are known again, or not yet so. */
  readonly requests: (string | readonly string[])[];
  readonly slots: number[];
  commands: number;
  elements: number;
  /** A node that had been replaced executed something of it. */
  isAside: boolean;
};

/** What an operation cost at the servers, over all its commands. */
type Cost = {
  readonly commands: number;
  readonly elements: number;
  readonly slots: readonly number[];
};

/** The calls of a contract that are under way: which request belongs to which, and what each has cost. */
export class OpenCalls<Call> {
  /** Whether there is only one node, where clients ask little on their own account: it counts towards the call. */
  readonly #isAlone: boolean;
  readonly #open = new Map<number, OpenCall<Call>>();
  /** Calls whose process died; what they had sent may still be executed. */
  readonly #abandoned: OpenCall<Call>[] = [];
  #lastOp = 0;

  /** @param topology among several nodes clients find their way anew again and again, and that is no call's work */
  constructor(topology: TopologyKind) {
    this.#isAlone = topology === "standalone";
  }

  /** A call begins. Returns the operation's number. */
  begin(process: SimProcess, call: Call, names: string | null): number {
    const op = ++this.#lastOp;
    this.#open.set(op, {
      op,
      process,
      life: process.life,
      call,
      names,
      requests: [],
      slots: [],
      commands: 0,
      elements: 0,
      isAside: false,
    });
    return op;
  }

  /** A call ends. Undefined when it has ended before: its process died meanwhile. */
  end(op: number): OpenCall<Call> | undefined {
    const call = this.#open.get(op);
    this.#open.delete(op);
    return call;
  }

  /** Nobody will ever hear how the process's open calls ended. Returns them; each has still to be ended. */
  abandon(process: SimProcess): readonly OpenCall<Call>[] {
    const own = [...this.#open.values()].filter((call) => call.process === process);
    this.#abandoned.push(...own);
    return own;
  }

  /** The calls that are under way. */
  get all(): readonly OpenCall<Call>[] {
    return [...this.#open.values()];
  }

  /** Counts a request towards its operation. One that was only turned away to another node or time costs nothing. */
  executed(executed: Executed, aside: string | null): void {
    const { op, argv, elements, slots, isContinued, isTurnedAway } = executed;
    const call = op === null ? undefined : this.#open.get(op);
    if (call === undefined) return;
    // Of one node hardly anybody ever asks whether a request was there before.
    const request = this.#isAlone ? argv : textOf(argv);
    if (typeof request === "string" && isHousekeeping(request)) return;
    if (isTurnedAway) return void call.requests.push(request);
    if (aside !== null) call.isAside = true;
    call.elements += elements;
    if (isContinued) return;
    call.commands++;
    call.requests.push(request);
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
  behind(
    process: SimProcess,
    argv: readonly string[],
    op: number | null,
    life: number,
  ): number | null {
    if (op !== null && this.#isAlone) return op;
    const text = textOf(argv);
    const calls = life === process.life ? this.#open.values() : this.#abandoned;
    const own = [...calls].filter((call) => call.process === process && call.life === life);
    const isSame = (each: string | readonly string[]): boolean =>
      (typeof each === "string" ? each : textOf(each)) === text;
    const resent = own.find(({ requests }) => requests.some(isSame));
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

/** What a call has cost, as histories tell it. */
export function costOf({ commands, elements, slots }: OpenCall<unknown>): Cost {
  return { commands, elements, slots: slots.length < 2 ? slots : slots.toSorted((a, b) => a - b) };
}

/**
 * Whose of several open calls a request is that was written in the code of one of them; null when that leaves a doubt.
 *
 * Calls may be waiting for a connection together, and what they have to say is then written at once. A request says what it is
 * about, unless it is about nothing that has a name.
 */
function authorAmong<Call>(
  open: readonly OpenCall<Call>[],
  writer: OpenCall<Call>,
  argv: readonly string[],
): OpenCall<Call> | null {
  const isNamed = ({ names }: OpenCall<Call>): boolean => names !== null && argv.includes(names);
  const others = open.filter((call) => call !== writer);
  const silent = others.filter(({ requests }) => requests.length === 0);
  if (isNamed(writer)) return silent.some(isNamed) ? null : writer;

  const hasBegun = writer.requests.length > 0;
  const [named, ...more] = others.filter(isNamed);
  if (named === undefined) {
    const mayBeAnothers = silent.some(({ names }) => hasBegun || names === null);
    return mayBeAnothers ? null : writer;
  }
  // What names nothing at first may name what it has found in its next request.
  const isNextStep = hasBegun && writer.names === null;
  return more.length > 0 || isNextStep ? null : named;
}

/** A request as it is known again. A script is sent by its hash or by its text. */
const textOf = (argv: readonly string[]): string =>
  /^eval(sha)?(_ro)?$/i.test(argv[0] ?? "") ? argv.slice(2).join(" ") : argv.join(" ");

/** What clients send on their own account when they connect. */
export function isHousekeeping(text: string): boolean {
  return /^(ASKING|AUTH|CLIENT|CLUSTER|COMMAND|HELLO|INFO|PING|READONLY|SELECT)\b/i.test(text);
}
