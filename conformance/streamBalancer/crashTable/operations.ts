import { startMs } from "../../scenario/startMs.ts";
import { defaultBalancerOptions } from "../../../spec/streamBalancer/contract.ts";
import type { StreamBalancerEvent } from "../../../spec/streamBalancer/history.ts";
import type {
  BalancerStep,
  StreamBalancerScenario,
} from "../../../spec/streamBalancer/scenario.ts";

/** An operation of which somebody may die after any command. */
export type Operation = {
  /** As the table names it. */
  readonly name: string;
  /** Nothing goes wrong in it but what the operation is there for. */
  readonly scenario: StreamBalancerScenario;
  /** From when on the operation may be under way. */
  readonly fromMs: number;
  /** Whether a change of data is part of it; the operation lasts from the first of them to the last. */
  readonly isPart: (event: StreamBalancerEvent) => boolean;
};

const options = {
  ...defaultBalancerOptions,
  leaseMs: 1_000,
  minIdleMs: 2_000,
  scanIntervalMs: 4_000,
  jitter: 0,
};

const work: BalancerStep = { atMs: 1_000, by: "p1", do: "add", name: "d1", count: 1, fails: 0 };

/** Two consumers, the second of which comes when the first has been given everything. */
const calm: StreamBalancerScenario = {
  contract: "stream-balancer",
  topology: { kind: "standalone" },
  latencyUs: { min: 500, max: 500 },
  options,
  workers: [
    { role: "consumer", name: "c1", startAtMs: 0, workMs: 2_000, claimsExpired: false },
    { role: "consumer", name: "c2", startAtMs: 1_500, workMs: 500, claimsExpired: false },
    { role: "producer", name: "p1", startAtMs: 0 },
  ],
  faultsMs: 30_000,
  quietMs: 30_000,
  steps: [work],
  faults: [],
};

const isChange = (event: StreamBalancerEvent): boolean =>
  event.type === "entry" || event.type === "dead-letter" || event.type === "lease";

/** Every operation that takes something out of one place and puts it into another. */
export const operations: readonly Operation[] = [
  {
    name: "a consumer is given a data stream",
    scenario: calm,
    fromMs: 1_000,
    isPart: (event) => isChange(event) && isBy(event, "c1") && at(event) < 1_100,
  },
  {
    name: "a scan recovers what a dead consumer owned",
    scenario: {
      ...calm,
      faults: [{ fault: "crash", atMs: 2_000, process: "c1", restartAfterMs: null }],
    },
    fromMs: 2_500,
    // The old entry is the business of the recovery, and the new one until it is given to somebody.
    isPart: (event) =>
      event.type === "entry" &&
      (event.where.place !== "pending" || event.where.consumer === "c1") &&
      isBy(event, "c2") &&
      at(event) < 12_000,
  },
  {
    name: "an entry that nobody can read becomes a dead letter",
    scenario: {
      ...calm,
      steps: [{ atMs: 1_000, by: "p1", do: "add-poison", poison: "no-json", count: 1 }],
    },
    fromMs: 1_000,
    isPart: (event) => event.type === "dead-letter" || (event.type === "entry" && isOut(event)),
  },
  {
    name: "the work is done",
    scenario: calm,
    fromMs: 2_900,
    isPart: (event) => isChange(event) && at(event) > 2_990 && isEnd(event),
  },
  {
    name: "the work has failed once too often",
    scenario: {
      ...calm,
      options: { ...options, retriesMax: 0 },
      steps: [{ ...work, fails: 1 }],
    },
    fromMs: 1_900,
    isPart: (event) => event.type === "dead-letter" || (event.type === "entry" && isOut(event)),
  },
  {
    name: "a consumer leaves with work that is not done",
    scenario: {
      ...calm,
      steps: [work, { atMs: 2_000, by: "c1", do: "shutdown", restartAfterMs: null }],
    },
    fromMs: 2_000,
    isPart: (event) => isChange(event) && isBy(event, "c1") && isEnd(event),
  },
];

const at = (event: StreamBalancerEvent): number => event.at - startMs;

const isBy = (event: StreamBalancerEvent, process: string): boolean =>
  "process" in event && event.process === process;

const isOut = (event: Extract<StreamBalancerEvent, { type: "entry" }>): boolean =>
  event.where.place === "gone" || event.where.place === "stranded";

/** It ends an ownership: a lease that is only renewed is no part of anything. */
function isEnd(event: StreamBalancerEvent): boolean {
  return event.type === "lease" ? event.holder === null : true;
}
