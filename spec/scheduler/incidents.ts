import type { SchedulerEvent, SchedulerHistory } from "./history.ts";

/** Something that happened to the world rather than in a call: a fault, a process that came or went, a new phase. */
export type Incident = {
  readonly index: number;
  readonly event: Extract<SchedulerEvent, { readonly type: "fault" | "process" | "phase" }>;
};

/** The incidents of a run, in order. They are few, so whoever asks about them need not read the whole history. */
export function incidentsOf(history: SchedulerHistory): readonly Incident[] {
  const incidents: Incident[] = [];
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (event.type === "fault" || event.type === "process" || event.type === "phase") {
      incidents.push({ index, event });
    }
  }
  return incidents;
}
