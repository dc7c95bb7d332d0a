import type { WorldEvent } from "./worldEvent.ts";

const types = ["fault", "process", "phase", "incident", "node"] as const satisfies readonly WorldEvent["type"][]; // prettier-ignore

/**
 * Something that happened to the world rather than in a call: a fault, a process or a node that came or went, data that
 * were set back, a new phase.
 */
export type Incident = { readonly index: number; readonly event: WorldEvent };

/** The incidents of a run, in order. They are few, so whoever asks about them need not read the whole history. */
export function incidentsOf(
  history: readonly (WorldEvent | { readonly type: string })[],
): readonly Incident[] {
  const incidents: Incident[] = [];
  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (isIncident(event)) incidents.push({ index, event });
  }
  return incidents;
}

const isIncident = (event: WorldEvent | { readonly type: string }): event is WorldEvent =>
  types.some((type) => type === event.type);
