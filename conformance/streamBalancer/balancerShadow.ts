import { Random } from "../../sim/random.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Stream } from "../../sim/redis/keyspace/stream.ts";
import { RedisNode } from "../../sim/redis/node.ts";
import { resp2View } from "../../sim/redis/resp/resp2View.ts";
import { type EntryContent, type EntryPlace } from "../../spec/streamBalancer/history.ts";
import type { StreamName } from "../../spec/streamBalancer/contract.ts";
import type { StreamBalancerLayout } from "../../adapters/streamBalancer/subject.ts";
import type { ExecutedRequest } from "../live/executedRequest.ts";
import type { ChangedFacts, NodeShadow } from "../live/liveTrial.ts";
import type { Request } from "../live/requestsIn.ts";
import { contentOf } from "./contentOf.ts";
import { EntryWatch, type EntryMove } from "./entryWatch.ts";

/** What a balancer's history tells of something that lies in Redis. */
export type BalancerFact =
  | {
      readonly kind: "entry";
      readonly id: string;
      readonly content: EntryContent;
      readonly where: EntryPlace;
    }
  | { readonly kind: "dead-letter"; readonly id: string; readonly content: EntryContent }
  | {
      readonly kind: "lease";
      readonly key: string;
      readonly stream: StreamName;
      readonly holder: string | null;
      readonly until: number | null;
    }
  | { readonly kind: "group" };

/**
 * Does again, on the model, what a server has told its replicas, and so knows where each entry, dead letter and lease is after
 * each request. What is told holds the choices that the server made: nothing is decided here.
 */
export class BalancerShadow implements NodeShadow {
  readonly #layout: StreamBalancerLayout;
  /** What was told last of each thing that ever was, also when it is gone. */
  readonly #last: Map<string, BalancerFact>;
  readonly #refused: string[];
  #nowUs: number;
  #node: RedisNode;
  readonly #input: EntryWatch;
  readonly #deadLetters: EntryWatch;
  readonly #facts = new Map<string, BalancerFact | null>();

  /**
   * @param last shared by all shadows of a run: what is gone has to be told with what was in it
   * @param refused gets what the model cannot do again
   */
  constructor(
    layout: StreamBalancerLayout,
    startUs: number,
    last: Map<string, BalancerFact>,
    refused: string[],
  ) {
    this.#layout = layout;
    this.#nowUs = startUs;
    this.#last = last;
    this.#refused = refused;
    this.#node = this.#emptyNode();
    this.#input = new EntryWatch(layout.group);
    this.#deadLetters = new EntryWatch(null);
  }

  get ids(): readonly string[] {
    return [...this.#facts.keys()];
  }

  stateOf(id: string): BalancerFact | null {
    return this.#facts.get(id) ?? null;
  }

  load(commands: readonly (readonly Bytes[])[], atUs: number): ChangedFacts {
    this.#nowUs = Math.max(this.#nowUs, Math.floor(atUs));
    this.#node = this.#emptyNode();
    for (const argv of commands) this.#execute(argv);
    const { inputKey, deadLettersKey } = this.#layout;
    const keys = new Set([inputKey, deadLettersKey, ...commands.map(([, key = ""]) => key)]);
    for (const fact of this.#facts.values()) if (fact?.kind === "lease") keys.add(fact.key);
    // A lease that is over is gone, whether or not the server has noticed.
    return this.#lookAt(keys).filter(({ id, state }) => {
      const before = state === null ? this.#last.get(id) : undefined;
      return before?.kind !== "lease" || (before.until ?? 0) * 1000 > this.#nowUs;
    });
  }

  carryOut({ head, called, by }: Request): Omit<ExecutedRequest, "node" | "isAside"> {
    const { port, argv } = head;
    const before = this.#node.ledger.changes;
    const touched = new Set<string>();
    for (const line of called) {
      this.#nowUs = Math.max(this.#nowUs, Math.floor(line.atUs));
      this.#execute(line.argv);
      for (const key of line.argv) if (this.#isData(key)) touched.add(key);
      if (/^flush/i.test(line.argv[0] ?? "")) this.#touchAll(touched);
    }
    this.#nowUs = Math.max(this.#nowUs, Math.floor(head.atUs));
    return {
      atUs: called.at(-1)?.atUs ?? head.atUs,
      port,
      argv,
      changes: this.#node.ledger.changes - before,
      states: this.#lookAt(touched),
      ...(by === undefined ? {} : { by }),
    };
  }

  #emptyNode(): RedisNode {
    return new RedisNode({ nowUs: () => this.#nowUs, random: new Random("shadow"), lua: null });
  }

  #execute(argv: readonly Bytes[]): void {
    const reply = this.#node.execute(argv);
    if (typeof reply !== "object" || reply === null || !("error" in reply)) return;
    // A node of which we do not know what it has refuses more than the server did, until all of it was read.
    if (/^UNSUPPORTED|unknown command|syntax/i.test(reply.error))
      this.#refused.push(`${argv.join(" ")}: ${reply.error}`);
  }

  #isData(key: Bytes): boolean {
    const { inputKey, deadLettersKey, streamOfLease } = this.#layout;
    return key === inputKey || key === deadLettersKey || streamOfLease(key) !== null;
  }

  #touchAll(touched: Set<string>): void {
    touched.add(this.#layout.inputKey).add(this.#layout.deadLettersKey);
    for (const fact of this.#facts.values()) if (fact?.kind === "lease") touched.add(fact.key);
  }

  #lookAt(keys: ReadonlySet<string>): ChangedFacts {
    const { inputKey, deadLettersKey, streamOfLease } = this.#layout;
    const changed: { id: string; state: BalancerFact | null }[] = [];
    const set = (id: string, state: BalancerFact | null): void => {
      if (JSON.stringify(this.#facts.get(id) ?? null) === JSON.stringify(state)) return;
      this.#facts.set(id, state);
      if (state !== null) this.#last.set(id, state);
      changed.push({ id, state });
    };
    if (keys.has(inputKey)) {
      const moves = this.#input.look(this.#streamAt(inputKey));
      set("group", this.#input.consumers === null ? null : { kind: "group" });
      for (const move of moves) {
        const { id, where } = move;
        const fact = { kind: "entry", id, content: this.#read(move), where } as const;
        set(`entry ${id}`, where.place === "gone" ? null : fact);
      }
    }
    if (keys.has(deadLettersKey)) {
      for (const move of this.#deadLetters.look(this.#streamAt(deadLettersKey))) {
        const { id, where } = move;
        const fact = { kind: "dead-letter", id, content: this.#read(move) } as const;
        set(`dead-letter ${id}`, where.place === "gone" ? null : fact);
      }
    }
    for (const key of keys) {
      const stream = streamOfLease(key);
      if (stream !== null) set(`lease ${key}`, this.#leaseAt(key, stream));
    }
    return changed;
  }

  #leaseAt(key: string, stream: StreamName): BalancerFact | null {
    const { parseHolder, readHolder } = this.#layout;
    // Redis removes what is over when it says so, and not before.
    const holder = parseHolder(resp2View(this.#node.execute(readHolder(key))));
    if (holder === null) return null;
    const until = this.#node.databases[0]?.expiryOf(key);
    return {
      kind: "lease",
      key,
      stream,
      holder,
      until: until === undefined ? null : Math.round(Number(until)),
    };
  }

  #read({ fields }: EntryMove): EntryContent {
    return contentOf(this.#layout, fields);
  }

  #streamAt(key: string): Stream | null {
    const value = this.#node.databases[0]?.peek(key);
    return value?.kind === "stream" ? value.stream : null;
  }
}
