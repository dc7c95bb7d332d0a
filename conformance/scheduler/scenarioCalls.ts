import type { Millis, ScheduleConfig } from "../../spec/scheduler/contract.ts";
import type { SchedulerCall } from "../../spec/scheduler/history.ts";
import type { ScenarioSchedule, SchedulerStep } from "../../spec/scheduler/scenario.ts";

/** The call that a step of a scenario asks for, in a run that began at `startMs`. */
export function callOf(step: SchedulerStep, startMs: Millis): SchedulerCall {
  switch (step.do) {
    case "define":
      return { name: "define", config: configAt(step.schedule, startMs) };
    case "update":
      return { name: "update", id: step.id, nextRunAtMs: startMs + step.nextRunAtMs };
    case "list":
    case "migrate":
      return { name: step.do };
    default:
      return { name: step.do, id: step.id };
  }
}

/**
 * A schedule of a scenario with its instants counted from the epoch. Always in the same order of fields: the journal
 * writes it as JSON, and a scenario that was saved and read again is the same scenario.
 */
export function configAt(schedule: ScenarioSchedule, startMs: Millis): ScheduleConfig {
  const { id, everyMs, cron, timezone, fromMs, toMs, limit } = schedule;
  return {
    id,
    ...(everyMs === undefined ? {} : { everyMs }),
    ...(cron === undefined ? {} : { cron }),
    ...(timezone === undefined ? {} : { timezone }),
    ...(fromMs === undefined ? {} : { fromMs: startMs + fromMs }),
    ...(toMs === undefined ? {} : { toMs: startMs + toMs }),
    ...(limit === undefined ? {} : { limit }),
  };
}
