import type { Bytes } from "../../sim/redis/bytes.ts";
import type { LedgerFigures } from "../../spec/durability.ts";
import type { Outcome } from "../../spec/outcome.ts";
import type { Scenario, ScenarioActor, ScenarioFault } from "../../spec/scenario.ts";
import type { RuleVerdict } from "../../spec/verdict.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import type { ExecutedRequest } from "./executedRequest.ts";
import type { Request } from "./requestsIn.ts";

/** An event of the contract's history, of which this backend needs to know no more. */
export type LiveEvent = { readonly type: string; readonly [field: string]: unknown };

/** A call of the contract's interface. */
export type AnyCall = { readonly name: string; readonly [field: string]: unknown };

/** What the contract's history tells of one thing that lies in Redis: a schedule, an entry, a lease. */
export type Fact = object;

/** Things with what is to be told of them now; null: nothing, it is not there. */
export type ChangedFacts = readonly { readonly id: string; readonly state: Fact | null }[];

/** The data of one node, as far as they are known by what it tells. */
export type NodeShadow = {
  /** Has what these commands make of an empty node, and nothing else, at this instant. */
  load(commands: readonly (readonly Bytes[])[], atUs: number): ChangedFacts;
  /** Does again what a request has done. */
  carryOut(request: Request): Omit<ExecutedRequest, "node" | "isAside">;
  /** What must be told of a thing now. */
  stateOf(id: string): Fact | null;
  /** The things that were ever seen. */
  readonly ids: readonly string[];
};

/** One call of one life of a worker, by the worker's clock. */
export type LiveCall = {
  readonly op: number;
  readonly call: AnyCall;
  readonly invokedUs: number;
  /** Infinity when it was never heard of again. */
  readonly returnedUs: number;
  readonly outcome: Outcome<unknown>;
};

/**
 * What could be seen of what a call cost: how many requests may have been its own, and nothing of what those touched. Rules
 * that ask for more are not judged.
 */
export type LiveCost = {
  commands: number;
  readonly elements: 0;
  readonly slots: readonly number[];
};

/** Who did something; a request of nobody that is known has null. */
export type Author = {
  readonly process: string | null;
  readonly op: number | null;
  readonly aside?: { readonly node: string };
};

/** How a history of the contract is told. */
export type Telling = {
  /** How the end of a call is told, besides that it ended. */
  readonly ended: (call: AnyCall, cost: LiveCost) => object;
  /** What is told of a thing that has changed. */
  readonly fact: (id: string, state: Fact | null, by: Author) => LiveEvent;
  /** What else is told of a request of a worker. */
  readonly request: (process: string, argv: readonly Bytes[]) => LiveEvent | null;
  /** Whether a process does nothing but what it is called to: what names no call is then of one that names something else. */
  readonly isIdle: boolean;
  /** Whether a call may change anything. */
  readonly mayChange: (call: AnyCall) => boolean;
  /** What a call names that its requests name, too; null when it names nothing. */
  readonly nameIn: (call: AnyCall) => string | null;
};

/** What was seen of a run, put into one history. */
export type LiveHistory = {
  readonly history: readonly (LiveEvent & { readonly at: number })[];
  readonly startMs: number;
  readonly final: unknown;
  /** The facts in force at the end, as they were followed. */
  readonly facts: ReadonlyMap<string, Fact>;
  /** By how much every promise about time is taken to be longer. */
  readonly slackMs: number;
};

type LiveJudgement<Event> = {
  /** The same history, as the contract knows it. */
  readonly history: readonly Event[];
  readonly verdicts: readonly RuleVerdict[];
  readonly ledger: LedgerFigures;
};

/** What an operator, or a server, does to the data, and where. */
type Damage = { readonly target: string; readonly commands: readonly (readonly Bytes[])[] };

/**
 * One scenario of a contract as this backend plays it; whatever is the contract's own is behind it.
 *
 * @typeParam Event what its histories consist of
 */
export type LiveTrial<Event extends { readonly at: number } = { readonly at: number }> = {
  /** With its times as they are on the wall clock. */
  readonly scenario: Scenario;
  /** A key at which the subject's data lies. */
  readonly dataKey: Bytes;
  /** Whether what servers tell their replicas is needed, too: ids that they choose, and what they give to who waits. */
  readonly followsEffects: boolean;
  readonly newShadow: (startUs: number) => NodeShadow;
  /** What a fault in the data does; null for what is none, or does nothing to this subject. */
  readonly damageOf: (fault: ScenarioFault) => Damage | null;
  /** The key that a server evicts, and what it is; null when there is none. */
  readonly evicted: (id: string | null) => { readonly key: Bytes; readonly what: string } | null;
  /** Puts what must lie there before the run begins. @param masters of which each key has one */
  readonly prepare: (masters: readonly RealNode[], startMs: number) => Promise<void>;
  /** What is done from beside while faults strike, at these times. */
  readonly beside: readonly {
    readonly atMs: number;
    readonly act: (masters: readonly RealNode[]) => Promise<void>;
  }[];
  /** What a worker is to do, for its program, as JSON. */
  readonly taskOf: (worker: ScenarioActor, startMs: number) => unknown;
  /** What all workers are told when the quiet phase has lasted so long, for their program, as JSON. */
  readonly told: readonly { readonly afterMs: number; readonly message: unknown }[];
  /** What lies in the servers at the end. @throws ServerTrouble when one does not answer */
  readonly readFinal: (owners: readonly RealNode[]) => Promise<unknown>;
  /** Where what was followed did not lead to that; null when it did. */
  readonly difference: (facts: ReadonlyMap<string, Fact>, final: unknown) => string | null;
  readonly telling: Telling;
  readonly judge: (seen: LiveHistory) => LiveJudgement<Event>;
};
