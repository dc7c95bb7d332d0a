import type { SchedulerFaultKind } from "./fault.ts";

/** What each kind of fault does, for people who choose some. */
export const faultSummary: Readonly<Record<SchedulerFaultKind, string>> = {
  crash: "a process dies, before or right after a request is executed, and may be restarted",
  pause: "a process stands still, as in a long garbage collection; its clock goes on",
  skew: "a process's wall clock is wrong",
  refuse: "connections of a process are cut and new ones refused",
  delay: "each message of a process takes longer",
  stall: "half-open connections: bytes vanish and nobody is told",
  partition: "nothing passes between a process and the node until it heals",
  "cut-request": "the connection breaks before the node sees a request",
  "lose-reply": "the node executes a request and its reply never arrives",
  "cut-reply": "the connection breaks in the middle of a reply",
  "script-flush": "the node forgets its cached scripts",
  "stale-early": "the index says that a schedule is due earlier than its hash does",
  "stale-late": "the index says that a schedule is due later than its hash does",
  "missing-member": "a schedule is not in the index",
  "orphan-member": "the index names a schedule that does not exist",
  "malformed-member": "the index holds a member that is no schedule's name",
  "missing-hash": "the canonical hash of a schedule is gone",
  "wrong-type": "the index's key holds a string",
};
