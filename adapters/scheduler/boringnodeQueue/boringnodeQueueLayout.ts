import type { ScheduleState } from "../../../spec/scheduler/history.ts";
import type { Reply } from "../../../sim/redis/reply.ts";
import type { SchedulerLayout } from "../subject.ts";

/** What the library's own factory puts before every key; a user who brings a connection has to say it himself. */
export const keyPrefix = "boringnode::queue::";

const scheduleKeyPrefix = `${keyPrefix}schedules::`;
/** The set of all ids. It lies among the schedules: one with the id "index" would collide with it. */
const idsKey = `${scheduleKeyPrefix}index`;

const fields = [
  "status",
  "next_run_at",
  "run_count",
  "every_ms",
  "cron_expression",
  "timezone",
  "from_date",
  "to_date",
  "run_limit",
] as const;

function parseState(reply: Reply): ScheduleState | null {
  if (!Array.isArray(reply) || reply.length !== fields.length) {
    throw new Error(
      `boringnodeQueue.parseState: ${JSON.stringify(reply)}; HMGET should have answered ${fields.length} values`,
    );
  }
  const values: readonly Reply[] = reply;
  if (values.every((value) => value === null)) return null;

  // Absent, empty and, for a number, not a number are the same to the library: no value.
  const text = (field: (typeof fields)[number]): string | null => {
    const value = values[fields.indexOf(field)];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const number = (field: (typeof fields)[number]): number | null => {
    const value = Number(text(field) ?? Number.NaN);
    return Number.isNaN(value) ? null : value;
  };

  return {
    // A hash that was resurrected by a late write has no status; the library shows such a schedule as active.
    status: text("status") === "paused" ? "paused" : "active",
    nextRunAtMs: number("next_run_at"),
    runCount: number("run_count") ?? 0,
    everyMs: number("every_ms"),
    cron: text("cron_expression"),
    timezone: text("timezone"),
    fromMs: number("from_date"),
    toMs: number("to_date"),
    limit: number("run_limit"),
    leasedUntilMs: null,
  };
}

/**
 * Where @boringnode/queue 0.6.0 keeps schedules: a hash for each, and a set of their ids. There is no sorted set, so
 * of all faults in data only the lost hash exists.
 */
export const boringnodeQueueLayout: SchedulerLayout = {
  scheduleOfKey: (key) =>
    key.startsWith(scheduleKeyPrefix) && key !== idsKey
      ? key.slice(scheduleKeyPrefix.length)
      : null,
  readState: (id) => ["HMGET", `${scheduleKeyPrefix}${id}`, ...fields],
  parseState,
  indexKey: null,
  corrupt: (fault) =>
    fault.fault === "missing-hash" ? [["DEL", `${scheduleKeyPrefix}${fault.id}`]] : null,
  legacy: null,
};
