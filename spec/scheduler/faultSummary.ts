import { faultSummary } from "../faultSummary.ts";
import type { SchedulerFaultKind } from "./fault.ts";

/** What each kind of fault of the scheduler contract does, for people who choose some. */
export const schedulerFaultSummary: Readonly<Record<SchedulerFaultKind, string>> = {
  ...faultSummary,
  evict: "a node evicts a schedule's hash, or the index",
  "stale-early": "the index says that a schedule is due earlier than its hash does",
  "stale-late": "the index says that a schedule is due later than its hash does",
  "missing-member": "a schedule is not in the index",
  "orphan-member": "the index names a schedule that does not exist",
  "malformed-member": "the index holds a member that is no schedule's name",
  "missing-hash": "the canonical hash of a schedule is gone",
  "wrong-type": "the index's key holds a string",
};
