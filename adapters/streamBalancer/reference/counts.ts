import type { BalancerMetrics } from "../../../spec/streamBalancer/contract.ts";

/** What a consumer has done so far. */
export type Counts = { -readonly [Count in keyof BalancerMetrics]: BalancerMetrics[Count] };

export const noCounts = (): Counts => ({
  scans: 0,
  requeued: 0,
  aliveSkips: 0,
  deadLettered: 0,
  topologyResets: 0,
  mastersSetUp: 0,
  mastersNotSetUp: 0,
});
