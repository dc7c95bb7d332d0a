import type { Incident } from "./worldIncidents.ts";

/** Something that kept a process or a node from its work for a while. Positions and instants of the history. */
export type Trouble = {
  readonly index: number;
  readonly at: number;
  /** When it was over; Infinity when it never was. */
  readonly until: number;
  /** Process or node. */
  readonly target: string;
  /** What it was, as a clause without times: "w1 stood still". */
  readonly what: string;
};

/** The faults of a process' network last until it is healed; what is over in an instant is told by itself. */
export const lastingFaults: ReadonlySet<string> = new Set(["refuse", "delay", "stall", "partition", "partition-client"]); // prettier-ignore

/** Everything that befell processes and nodes, in the order in which it began. */
export function troublesOf(incidents: readonly Incident[]): readonly Trouble[] {
  const troubles: (Trouble & { until: number })[] = [];
  const begin = (index: number, at: number, target: string, what: string, until: number): void =>
    void troubles.push({ index, at, until, target, what });
  const end = (target: string, at: number, what: (trouble: Trouble) => boolean): void => {
    for (const trouble of troubles) {
      if (trouble.target === target && trouble.until === Infinity && what(trouble))
        trouble.until = at;
    }
  };

  for (const { index, event } of incidents) {
    const { at } = event;
    if (event.type === "process") {
      const { process, change } = event;
      const died = `${process} was down`;
      const stood = `${process} stood still`;
      if (change === "crashed") begin(index, at, process, died, Infinity);
      else if (change === "paused") begin(index, at, process, stood, Infinity);
      else if (change === "started")
        end(process, at, ({ what }) => what === died || what === stood);
      else if (change === "resumed") end(process, at, ({ what }) => what === stood);
      else end(process, at, ({ what }) => what !== died && what !== stood);
    } else if (event.type === "node") {
      const { node, change } = event;
      const unwell = `${node} was not well`;
      if (change === "failed") begin(index, at, node, unwell, Infinity);
      else if (change === "recovered") end(node, at, ({ what }) => what === unwell);
    } else if (event.type === "fault") {
      const until = lastingFaults.has(event.fault) ? Infinity : at + (event.forMs ?? 0);
      begin(index, at, event.target, event.detail, until);
    } else if (event.type === "phase") {
      // Of most that lasts it is told that it is over; this is when the rest is.
      for (const trouble of troubles)
        if (trouble.until !== Infinity) trouble.until = Math.min(trouble.until, at);
    } else if (event.type === "incident") {
      begin(index, at, event.node, tellIncident(event.incident, event.node), at);
    }
  }
  return troubles;
}

function tellIncident(incident: string, node: string): string {
  switch (incident) {
    case "restart-snapshot":
      return `${node} came back with an older snapshot`;
    case "restart-empty":
      return `${node} came back empty`;
    case "flush":
      return `${node} was flushed`;
    case "evict":
      return `${node} evicted keys`;
    default:
      return `${node} became the master`;
  }
}
