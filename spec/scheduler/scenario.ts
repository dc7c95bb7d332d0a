import type { SchedulerFault } from "./fault.ts";
import type { ScenarioTies } from "../scenario.ts";
import type { Topology } from "../topology.ts";

/** A schedule as a scenario writes it down: instants are milliseconds after the start of the run. */
export type ScenarioSchedule = {
  readonly id: string;
  readonly everyMs?: number;
  readonly cron?: string;
  readonly timezone?: string;
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly limit?: number;
};

/** A call that somebody makes at a given time. It is left out when `by` is down at that moment. */
export type SchedulerStep = { readonly atMs: number; readonly by: string } & (
  | { readonly do: "define"; readonly schedule: ScenarioSchedule }
  /** `nextRunAtMs` is relative to the start of the run. */
  | { readonly do: "update"; readonly id: string; readonly nextRunAtMs: number }
  | { readonly do: "pause" | "resume" | "trigger" | "delete" | "get"; readonly id: string }
  | { readonly do: "list" | "migrate" }
);

/** A worker polls: claim, and when there was something, dispatch and complete it; else sleep `pollMs`. */
export type ScenarioWorker = {
  readonly name: string;
  readonly pollMs: number;
  /** How long it takes to hand a claimed occurrence over. */
  readonly dispatchMs: number;
  /** When it first polls. */
  readonly startAtMs: number;
};

/**
 * One run of the scheduler contract, as plain JSON. With the seed, which decides latencies, ties and the draws of the
 * code under test, everything that happens follows from it.
 */
export type SchedulerScenario = {
  readonly contract: "scheduler";
  readonly topology: Topology;
  /** Settings of redis.conf that every node starts with, by name; the defaults unless it is said. */
  readonly config?: Readonly<Record<string, string>>;
  /** One-way delay of each message, in microseconds, drawn evenly. */
  readonly latencyUs: { readonly min: number; readonly max: number };
  /** Who goes first of what happens at the same instant. Drawn for each tie unless it is said. */
  readonly ties?: ScenarioTies;
  readonly workers: readonly ScenarioWorker[];
  /** Faults may strike and steps happen until then. */
  readonly faultsMs: number;
  /** Afterwards everything heals, and for so long whatever was promised must happen. */
  readonly quietMs: number;
  /** Schedules that lie in the unindexed layout when the run begins. */
  readonly legacy: readonly ScenarioSchedule[];
  readonly steps: readonly SchedulerStep[];
  readonly faults: readonly SchedulerFault[];
};
