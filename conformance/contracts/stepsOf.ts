import type { Scenario } from "../../spec/scenario.ts";
import { contractOf } from "./contractOf.ts";

/** How many steps a reader of a scenario has to follow: calls, faults, and what was there before. */
export const stepsOf = (scenario: Scenario): number =>
  contractOf(scenario).partsOf(scenario).length;
