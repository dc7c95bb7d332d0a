import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { ScheduleConfig } from "../../spec/scheduler/contract.ts";
import { firstOccurrence } from "../../spec/scheduler/timetable.ts";
import { isFine } from "../scenario/askNode.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";

const leastReplicas = "min-replicas-to-write";

/**
 * Puts schedules into the unindexed layout. They were there before the run began, so a master that takes no writes until
 * it has replicas has them all the same.
 *
 * @throws Error when a node refuses one: a run without them would tell of a migration that lost what never was
 */
export function putLegacy(
  server: ScenarioServer,
  { legacy }: Pick<SchedulerLayout, "legacy">,
  schedules: readonly ScheduleConfig[],
  startMs: number,
): void {
  if (legacy === null || schedules.length === 0) return;
  const required = requireReplicas(server, null);
  for (const schedule of schedules) {
    for (const command of legacy.put(schedule, firstOccurrence(schedule, startMs) ?? startMs)) {
      const reply = server.admin(command);
      if (isFine(reply)) continue;
      throw new Error(
        `putLegacy: ${command.join(" ")} got ${JSON.stringify(reply)}; any reply but an error would be right`,
      );
    }
  }
  requireReplicas(server, required);
  server.settle();
}

/** Sets how many replicas each node must have to be written to, 0 unless they are given; returns how many it was. */
function requireReplicas(
  { nodes }: ScenarioServer,
  counts: readonly string[] | null,
): readonly string[] {
  return (nodes?.servers ?? []).map((node, i) => {
    const before = node.admin(["CONFIG", "GET", leastReplicas]);
    const count = Array.isArray(before) ? String(before[1]) : "0";
    const wanted = counts?.[i] ?? "0";
    if (count !== wanted) node.admin(["CONFIG", "SET", leastReplicas, wanted]);
    return count;
  });
}
