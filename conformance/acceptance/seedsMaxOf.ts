import type { Subject } from "../../adapters/subject.ts";

/**
 * Within how many seeds a broken subject is to be caught: 200, or 300 where it takes several nodes, and streams. Whoever waits
 * wrongly shows it in nearly every run.
 */
export function seedsMaxOf({ contract, topologies }: Subject): number {
  if (contract === "event-streamer") return 100;
  return topologies === undefined && contract === "scheduler" ? 200 : 300;
}
