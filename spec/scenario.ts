import type { Topology } from "./topology.ts";

/** What strikes, and when, whatever it is; `KernelFault` and `NodeFault` can strike under every contract. */
export type ScenarioFault = { readonly fault: string; readonly atMs: number };

/** A process of a scenario. What it does all the time is its contract's. */
export type ScenarioActor = {
  readonly name: string;
  /** When it starts its work. */
  readonly startAtMs: number;
};

/** A call that a worker makes at a given time. It is left out when `by` is down at that moment. */
export type ScenarioStep = { readonly atMs: number; readonly by: string };

/** Priorities that say who goes first: drawn from the seed, and anew at each of these times after the start of the run. */
export type ScenarioTies = { readonly seed: number; readonly changesMs: readonly number[] };

/**
 * One run of a contract, as plain JSON: what the scenarios of all contracts have in common. With the seed, which decides
 * latencies, ties and the draws of the code under test, everything that happens follows from it.
 */
export type Scenario = {
  readonly contract: string;
  readonly topology: Topology;
  /** Settings of redis.conf that every node starts with, by name; the defaults unless it is said. */
  readonly config?: Readonly<Record<string, string>>;
  /** One-way delay of each message, in microseconds, drawn evenly. */
  readonly latencyUs: { readonly min: number; readonly max: number };
  /** Who goes first of what happens at the same instant. Drawn for each tie unless it is said. */
  readonly ties?: ScenarioTies;
  readonly workers: readonly ScenarioActor[];
  /** Faults may strike and steps happen until then. */
  readonly faultsMs: number;
  /** Afterwards everything heals, and for so long whatever was promised must happen. */
  readonly quietMs: number;
  readonly steps: readonly ScenarioStep[];
  readonly faults: readonly ScenarioFault[];
};
