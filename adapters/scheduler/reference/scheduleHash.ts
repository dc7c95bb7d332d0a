import type { ScheduleView } from "../../../spec/scheduler/contract.ts";
import type { ScheduleState } from "../../../spec/scheduler/history.ts";

/**
 * The canonical state in a schedule's hash, given as field, value, field, value; null when there is no hash. An absent
 * field and an empty one are alike.
 */
export function scheduleState(flat: readonly string[]): ScheduleState | null {
  if (flat.length === 0) return null;
  const fields = new Map<string, string>();
  for (let i = 0; i + 1 < flat.length; i += 2) fields.set(String(flat[i]), String(flat[i + 1]));

  const text = (name: string): string | null => fields.get(name) || null;
  const number = (name: string): number | null => {
    const value = text(name);
    return value === null || !/^\d+$/.test(value) ? null : Number(value);
  };
  return {
    status: text("status") === "paused" ? "paused" : "active",
    nextRunAtMs: number("next_run_at"),
    runCount: number("run_count") ?? 0,
    everyMs: number("every_ms"),
    cron: text("cron_expression"),
    timezone: text("timezone"),
    fromMs: number("from_date"),
    toMs: number("to_date"),
    limit: number("run_limit"),
    leasedUntilMs: number("leased_until"),
  };
}

/** The schedule as its owner sees it. */
export function scheduleView(id: string, state: ScheduleState): ScheduleView {
  return {
    id,
    ...(state.everyMs === null ? {} : { everyMs: state.everyMs }),
    ...(state.cron === null ? {} : { cron: state.cron }),
    ...(state.timezone === null ? {} : { timezone: state.timezone }),
    ...(state.fromMs === null ? {} : { fromMs: state.fromMs }),
    ...(state.toMs === null ? {} : { toMs: state.toMs }),
    ...(state.limit === null ? {} : { limit: state.limit }),
    status: state.status,
    nextRunAtMs: state.nextRunAtMs,
    runCount: state.runCount,
  };
}
