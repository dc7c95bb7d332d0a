import { int32Max, integer, yesNo } from "./kinds.ts";
import type { ParameterFacts } from "./parameter.ts";

/** Parameters for the tests of Redis itself: CONFIG GET shows them to those only who ask for them by their whole names. */
export const hiddenParameters: readonly ParameterFacts[] = [
  ["key-load-delay", "0", integer(-int32Max - 1n, int32Max)],
  ["loading-process-events-interval-bytes", "2097152", integer(1024, int32Max)],
  ["rdb-key-save-delay", "0", integer(-int32Max - 1n, int32Max)],
  ["use-exit-on-panic", "no", yesNo],
  ["watchdog-period", "0", integer(0, int32Max)],
];
