import type { WorldEvent } from "../../spec/worldEvent.ts";
import type { WithoutTime } from "./withoutTime.ts";

/** Writes what befalls nodes and processes into a history, whatever else that history tells. */
export type WorldRecorder = {
  /** Adds an event that happens now. */
  readonly add: (event: WithoutTime<WorldEvent>) => void;
  /** Whether somebody asks how long faults last of which no event tells that they are over. No unless it is said. */
  readonly tellsHowLong?: boolean;
};
