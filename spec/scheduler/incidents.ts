import type { SchedulerEvent, SchedulerHistory } from "./history.ts";

const types = ["fault", "process", "phase", "incident", "node"] as const;

/**
 * Something that happened to the world rather than in a call: a fault, a process or a node that came or went, data that
 * were set back, a new phase.
 */
export type Incident = {
  readonly index: number;
  readonly event: Extract<SchedulerEvent, { readonly type: (typeof types)[number] }>;
};

/** The incidents of a run, in order. They are few, so whoever asks about them need not read the whole history. */
export function incidentsOf(history: SchedulerHistory): readonly Incident[] {
  const incidents: Incident[] = [];
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (isIncident(event)) incidents.push({ index, event });
  }
  return incidents;
}

const isIncident = (event: SchedulerEvent): event is Incident["event"] =>
  types.some((type) => type === event.type);
