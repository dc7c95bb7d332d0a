import type { StreamBalancerFaultKind } from "./fault.ts";

/**
 * Faults under which a node is there and refuses some of what it is asked for, or is slow. Nobody tells when they are over,
 * except that all are in the quiet phase.
 */
export const refusingFaults: ReadonlySet<string> = new Set<StreamBalancerFaultKind>([
  "out-of-memory",
  "busy-script",
  "connection-limit",
  "client-kill",
  "node-slow",
]);
