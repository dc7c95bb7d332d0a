import type { IncidentEvent, WorldEvent } from "../../spec/worldEvent.ts";
import { grouped } from "../grouped.ts";

/** What befell processes and nodes as a clause, e.g. "redis-2 became the master in place of redis-1". */
export function tellWorldEvent(event: WorldEvent): string {
  switch (event.type) {
    case "fault":
      return event.detail.includes(event.target)
        ? event.detail
        : `${event.target}: ${event.detail}`;
    case "incident":
      return tellIncident(event);
    case "node":
      return event.change === "clock"
        ? `the clock of ${event.node} is off by ${grouped(event.offMs)} ms`
        : `${event.node} ${nodeWords[event.change]}`;
    case "process":
      return `${event.process} ${processWords[event.change]}`;
    case "phase":
      return phaseWords[event.phase];
  }
}

const processWords = {
  started: "started",
  crashed: "died",
  paused: "stands still",
  resumed: "goes on",
  healed: "is healthy again",
} as const;

const nodeWords = { failed: "is not well", recovered: "is well again" } as const;

const phaseWords = {
  faults: "faults may strike from now on",
  healing: "all faults end; the nodes find each other again",
  quiet: "the quiet period begins: everything heals, everything promised must happen",
  end: "the run ends",
} as const;

function tellIncident({ incident, node, replaces }: IncidentEvent): string {
  switch (incident) {
    case "failover":
      return `${node} became the master${replaces === null ? "" : ` in place of ${replaces}`}`;
    case "takeover":
      return `${node} took over${replaces === null ? "" : ` from ${replaces}`} without asking`;
    case "restart-snapshot":
      return `${node} came back with an older snapshot`;
    case "restart-empty":
      return `${node} came back empty`;
    case "flush":
      return `${node} was flushed`;
    case "evict":
      return `${node} evicted keys`;
  }
}
