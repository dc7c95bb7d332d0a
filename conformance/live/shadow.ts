import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import { RedisNode } from "../../sim/redis/node.ts";
import { resp2View } from "../../sim/redis/resp/resp2View.ts";
import { Random } from "../../sim/random.ts";
import type { ScheduleId } from "../../spec/scheduler/contract.ts";
import type { ScheduleState } from "../../spec/scheduler/history.ts";
import type { MonitorLine } from "./monitorLine.ts";

/** One request of a client, or one transaction, with all that its scripts have called. */
export type ExecutedRequest = {
  readonly node: string;
  /**
   * When it was done. A server tells of a script before it runs it, and of all else afterwards (Redis 7.0.15, evalShaCommand): one
   * that had to wait for the processor in between has looked at its clock later than its own line says.
   */
  readonly atUs: number;
  readonly port: number;
  readonly argv: readonly Bytes[];
  /** How much it has changed, as the server counts; 0 when nothing. */
  readonly changes: number;
  /** The schedules whose canonical state is another one since. */
  readonly states: ChangedStates;
  /** It was carried out by a node that had been replaced. */
  readonly isAside: boolean;
};

/** Schedules with the states that they have now. */
export type ChangedStates = readonly {
  readonly id: ScheduleId;
  readonly state: ScheduleState | null;
}[];

/**
 * Does again, on the model, every write that a server has told of, and so knows the canonical states after each request,
 * which nobody who only reads from beside could put in order. The server alone has decided: the model is told what its
 * scripts have written, and runs none.
 */
export class Shadow {
  readonly #layout: SchedulerLayout;
  #node: RedisNode;
  readonly #known = new Map<ScheduleId, string>();
  #nowUs: number;

  constructor(layout: SchedulerLayout, startUs: number) {
    this.#layout = layout;
    this.#nowUs = startUs;
    this.#node = this.#emptyNode();
  }

  /** Has what these commands make of an empty node, and nothing else. */
  load(commands: readonly (readonly Bytes[])[]): ChangedStates {
    this.#node = this.#emptyNode();
    const touched = new Set(this.#known.keys());
    for (const argv of commands) {
      this.#node.execute(argv);
      const id = this.#layout.scheduleOfKey(argv[1] ?? "");
      if (id !== null) touched.add(id);
    }
    return this.#changedOf(touched);
  }

  #emptyNode(): RedisNode {
    return new RedisNode({ nowUs: () => this.#nowUs, random: new Random("shadow"), lua: null });
  }

  /** Does again what a request has done. */
  carryOut({ head, called }: Request): Omit<ExecutedRequest, "node" | "isAside"> {
    const before = this.#node.ledger.changes;
    const touched = new Set<ScheduleId>();
    for (const line of called) this.#write(line, touched);
    this.#nowUs = Math.max(this.#nowUs, head.atUs);
    const { port, argv } = head;
    const atUs = called.at(-1)?.atUs ?? head.atUs;
    const changes = this.#node.ledger.changes - before;
    return { atUs, port, argv, changes, states: this.#changedOf(touched) };
  }

  #changedOf(touched: ReadonlySet<ScheduleId>): ChangedStates {
    return [...touched].flatMap((id) => {
      const state = this.stateOf(id);
      const text = JSON.stringify(state);
      if ((this.#known.get(id) ?? "null") === text) return [];
      this.#known.set(id, text);
      return [{ id, state }];
    });
  }

  /** The state that a schedule must have now. */
  stateOf(id: ScheduleId): ScheduleState | null {
    return this.#layout.parseState(resp2View(this.#node.execute(this.#layout.readState(id))));
  }

  /** The schedules that were ever seen. */
  get ids(): readonly ScheduleId[] {
    return [...this.#known.keys()];
  }

  #write({ atUs, argv }: MonitorLine, touched: Set<ScheduleId>): void {
    if (!isWrite(argv)) return;
    this.#nowUs = Math.max(this.#nowUs, atUs);
    this.#node.execute(argv);
    for (const key of argv) {
      const id = this.#layout.scheduleOfKey(key);
      if (id !== null) touched.add(id);
    }
    if (argv[0] === undefined || !/^flush/i.test(argv[0])) return;
    for (const id of this.#known.keys()) touched.add(id);
  }
}

/** A request, or a transaction, and all that was called for it. */
export type Request = {
  readonly head: MonitorLine & { readonly port: number };
  readonly called: MonitorLine[];
};

const { registry } = new RedisNode({ nowUs: () => 0, random: new Random("names"), lua: null });

function isWrite(argv: readonly Bytes[]): boolean {
  const flags = registry.find(argv)?.flags ?? [];
  return flags.includes("write") && !flags.includes("blocking");
}

/** Whether a request has a command that may have changed something. */
export const mayChange = ({ called }: Request): boolean => called.some(({ argv }) => isWrite(argv));

/** What a script calls comes after its own line, and what a transaction does between MULTI and EXEC. */
export function requestsIn(lines: readonly MonitorLine[]): readonly Request[] {
  const requests: Request[] = [];
  let isOpen = false;
  for (const line of lines) {
    const { port } = line;
    const last = requests.at(-1);
    if (last !== undefined && (port === null || (isOpen && port === last.head.port))) {
      last.called.push(line);
    } else if (port !== null) {
      requests.push({ head: { ...line, port }, called: [line] });
      isOpen = false;
    }
    if (port === null) continue;
    const name = line.argv[0]?.toLowerCase();
    if (name === "multi") isOpen = true;
    if (name === "exec" || name === "discard") isOpen = false;
  }
  return requests;
}
