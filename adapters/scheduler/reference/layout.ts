import type { SchedulerLayout } from "../subject.ts";
import type { SchedulerKeys } from "./keys.ts";
import { scheduleState } from "./scheduleHash.ts";
import { textsIn } from "./textsIn.ts";

/** Where the harness finds the schedules under these keys, and how it damages what is derived from them. */
export function layoutUnder(keys: SchedulerKeys): SchedulerLayout {
  return {
    scheduleOfKey: (key) => afterPrefix(keys.schedule, key),
    readState: (id) => ["HGETALL", keys.schedule + id],
    parseState: (reply) => scheduleState(textsIn(reply)),
    indexKey: keys.due,
    corrupt(fault) {
      switch (fault.fault) {
        case "stale-early":
          return [["ZADD", keys.due, "XX", "INCR", String(-fault.byMs), fault.id]];
        case "stale-late":
          return [["ZADD", keys.due, "XX", "INCR", String(fault.byMs), fault.id]];
        case "missing-member":
          return [["ZREM", keys.due, fault.id]];
        case "orphan-member":
          return [["ZADD", keys.due, "0", fault.id]];
        case "malformed-member":
          // One that claims look at first, and one that they never come to.
          return [["ZADD", keys.due, "-inf", "\x01 no schedule", "inf", "\x02 no schedule"]];
        case "missing-hash":
          return [["DEL", keys.schedule + fault.id]];
        case "wrong-type":
          return [["SET", keys.due, "not a sorted set"]];
      }
    },
    legacy: {
      put: (config, nextRunAtMs) => [
        ["SADD", keys.legacyNames, config.id],
        [
          "HSET",
          keys.legacySchedule + config.id,
          ...Object.entries({
            id: config.id,
            every_ms: config.everyMs,
            cron_expression: config.cron,
            timezone: config.timezone ?? "UTC",
            from_date: config.fromMs,
            to_date: config.toMs,
            run_limit: config.limit,
            run_count: 0,
            next_run_at: nextRunAtMs,
            status: "active",
          }).flatMap(([field, value]) => [field, String(value ?? "")]),
        ],
      ],
      scheduleOfKey: (key) => afterPrefix(keys.legacySchedule, key),
    },
  };
}

const afterPrefix = (prefix: string, key: string): string | null =>
  key.startsWith(prefix) ? key.slice(prefix.length) : null;
