import { faultSummary } from "../faultSummary.ts";
import type { StreamBalancerFaultKind } from "./fault.ts";

/** What each kind of fault of the stream-balancer contract does, for people who choose some. */
export const streamBalancerFaultSummary: Readonly<Record<StreamBalancerFaultKind, string>> = {
  ...faultSummary,
  evict: "a node evicts the lease of a data stream, or the input stream",
  "trim-input": "somebody trims the input stream; of what is pending only the ids are left",
  "lost-group": "the consumer group is gone; its stream is still there",
  "mute-notifications": "no master tells keyspace events any more",
};
