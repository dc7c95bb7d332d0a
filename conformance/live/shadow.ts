import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import { RedisNode } from "../../sim/redis/node.ts";
import { resp2View } from "../../sim/redis/resp/resp2View.ts";
import { Random } from "../../sim/random.ts";
import type { ScheduleId } from "../../spec/scheduler/contract.ts";
import type { ScheduleState } from "../../spec/scheduler/history.ts";
import type { ExecutedRequest } from "./executedRequest.ts";
import type { ChangedFacts, NodeShadow } from "./liveTrial.ts";
import type { MonitorLine } from "./monitorLine.ts";
import { isWrite, type Request } from "./requestsIn.ts";

/**
 * Does again, on the model, every write that a server has told of, and so knows the canonical states after each request,
 * which nobody who only reads from beside could put in order. The server alone has decided: the model is told what its
 * scripts have written, and runs none.
 */
export class Shadow implements NodeShadow {
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
  load(commands: readonly (readonly Bytes[])[]): ChangedFacts {
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

  #changedOf(touched: ReadonlySet<ScheduleId>): ChangedFacts {
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
