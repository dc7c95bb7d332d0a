import type { CanaryResult } from "../../spec/gateResult.ts";
import { counted } from "../counted.ts";

/** Whether the canary was caught, in a sentence. */
export const tellCanary = ({ subject, rule, topology, caughtBy, seeds }: CanaryResult): string =>
  caughtBy === null
    ? `${subject} was NOT caught in ${counted(seeds, "seed")} on ${topology}`
    : `${subject} was caught by seed ${caughtBy} on ${topology}, as it must be (${rule})`;
