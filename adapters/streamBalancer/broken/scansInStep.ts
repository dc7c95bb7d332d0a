import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** Consumers that were deployed together scan together, for as long as they live. */
export const scansInStep: StreamBalancerSubject = balancerOver({
  name: "broken/scansInStep",
  summary: "scans as often as it was told to, to the millisecond",
  breaks: "SB-17",
  policy: {
    firstScanMs: () => 0,
    nextScanMs: ({ scanIntervalMs }) => scanIntervalMs,
  },
});
