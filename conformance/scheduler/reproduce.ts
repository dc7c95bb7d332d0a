import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { reproduceScheduler } from "../../reports/scheduler/reproduction/reproduceScheduler.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";

/** What hits a rule of the scheduler contract plainly, by what the subject says of itself and of its layout. */
export function reproduce(
  { declares, layout }: SchedulerSubject,
  scenario: SchedulerScenario,
  rule: string,
): readonly string[] | string {
  return reproduceScheduler(rule, {
    scenario,
    leaseMs: declares.leaseMs,
    latenessMsMax: declares.latenessMsMax({ pollMs: 100, schedules: 2 }),
    indexKey: layout.indexKey,
    readState: (id) => layout.readState(id),
    corrupt: (fault) => layout.corrupt(fault),
    putLegacy: layout.legacy === null ? null : (config, at) => layout.legacy?.put(config, at) ?? [],
  });
}
