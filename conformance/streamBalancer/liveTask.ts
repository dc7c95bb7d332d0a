import type { BalancerOptions } from "../../spec/streamBalancer/contract.ts";
import type {
  BalancerStep,
  ScenarioConsumer,
  ScenarioProducer,
} from "../../spec/streamBalancer/scenario.ts";

/** What a worker process of the `live` backend is to do. */
export type BalancerTask = {
  readonly worker: ScenarioConsumer | ScenarioProducer;
  readonly options: BalancerOptions;
  /** When the run begins, in milliseconds since the epoch; steps count from then. */
  readonly startMs: number;
  readonly steps: readonly BalancerStep[];
};

/** What all workers are told in the quiet phase: see `QuietProgramme`. */
export type BalancerOrder = "reset topology" | "leave";

/** The field of `info` that says how often the processing of a message fails. */
export const failsField = "fails";
