import type { IncidentEvent } from "../../spec/worldEvent.ts";

/** Whoever watches a subject's data from beside the servers, as far as the story of the nodes needs it. */
export type DataWatch = {
  /** How many keys of data were ever seen. */
  readonly count: number;
  /** Those keys; the slots that they lie in are those of the data. */
  readonly keys: readonly string[];
  /** Whether what lies in Redis is not what was written last. */
  readonly isBehind: () => boolean;
  /** Writes that the data may be older than what was acknowledged, and what is different now. */
  readonly setBack: (incident: Omit<IncidentEvent, "at">) => void;
  /** Does something that takes data back, writes the incident, and what is different since. */
  readonly during: (incident: Omit<IncidentEvent, "at">, act: () => void) => void;
  /** Does something that may turn out to take data back, and leaves it to others to find out and to write that. */
  readonly quietly: (act: () => void) => void;
};
