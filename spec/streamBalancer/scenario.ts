import type { Scenario, ScenarioActor, ScenarioStep } from "../scenario.ts";
import type { BalancerOptions } from "./contract.ts";
import type { StreamBalancerFault } from "./fault.ts";

/** A consumer: it owns what it is given, works on it, and completes it. */
export type ScenarioConsumer = ScenarioActor & {
  readonly role: "consumer";
  /** How long it works on a data stream before it completes it. */
  readonly workMs: number;
  /** Whether it answers an `expired` notification with `claim`. */
  readonly claimsExpired: boolean;
};

/** A producer: it adds what its steps say, and nothing else. */
export type ScenarioProducer = ScenarioActor & { readonly role: "producer" };

/** What somebody does at a given time. It is left out when `by` is down at that moment. */
export type BalancerStep = ScenarioStep &
  (
    | {
        /** A producer adds so many pieces of work, one after the other: `name`, or "name.1", "name.2" ... when they are several. */
        readonly do: "add";
        readonly name: string;
        readonly count: number;
        /** So often the processing of each fails, half-way; then its owner calls `fail`. */
        readonly fails: number;
      }
    /** A producer adds so many entries that are none: without the field, or not JSON, or without a name. */
    | {
        readonly do: "add-poison";
        readonly poison: "no-field" | "no-json" | "no-name";
        readonly count: number;
      }
    /** Graceful; the consumer starts again after a while, null: when all heals. */
    | { readonly do: "shutdown"; readonly restartAfterMs: number | null }
    | { readonly do: "reset-topology" }
  );

/**
 * One run of the stream-balancer contract, as plain JSON. In the quiet phase every consumer is up, and is asked once to reset its
 * topology, as an operator would after so much trouble.
 */
export type StreamBalancerScenario = Omit<Scenario, "workers" | "steps" | "faults"> & {
  readonly contract: "stream-balancer";
  readonly options: BalancerOptions;
  readonly workers: readonly (ScenarioConsumer | ScenarioProducer)[];
  readonly steps: readonly BalancerStep[];
  readonly faults: readonly StreamBalancerFault[];
};
