import type { Step } from "../step.ts";

/** What answers otherwise to somebody who has a replica, which only the real server has here. */
const aboutReplicas: ReadonlySet<string> = new Set(["WAIT", "WAITAOF", "ROLE", "INFO"]);

export function withoutReplicaTalk(steps: readonly Step[]): Step[] {
  return steps.filter(
    (step) => step.kind !== "command" || !aboutReplicas.has(step.argv[0]?.toUpperCase() ?? ""),
  );
}
