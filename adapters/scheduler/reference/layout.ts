import type { Reply } from "../../../sim/redis/reply.ts";
import type { SchedulerLayout } from "../subject.ts";
import type { SchedulerKeys } from "./keys.ts";
import { scheduleState } from "./scheduleHash.ts";

/** Where the harness finds the schedules under these keys, and how it damages what is derived from them. */
export function layoutUnder(keys: SchedulerKeys): SchedulerLayout {
  return {
    scheduleOfKey: (key) => afterPrefix(keys.schedule, key),
    readState: (id) => ["HGETALL", keys.schedule + id],
    parseState: (reply) => scheduleState(flatHash(reply)),
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
          ...["id", config.id],
          ...["every_ms", text(config.everyMs)],
          ...["cron_expression", config.cron ?? ""],
          ...["timezone", config.timezone ?? "UTC"],
          ...["from_date", text(config.fromMs)],
          ...["to_date", text(config.toMs)],
          ...["run_limit", text(config.limit)],
          ...["run_count", "0"],
          ...["next_run_at", String(nextRunAtMs)],
          ...["status", "active"],
        ],
      ],
      scheduleOfKey: (key) => afterPrefix(keys.legacySchedule, key),
    },
  };
}

/** The reply to HGETALL, as the model gives it or as RESP2 does. What took the place of a hash is no schedule. */
function flatHash(reply: Reply): readonly string[] {
  if (isList(reply)) return reply.map(String);
  if (reply === null || typeof reply !== "object" || !("map" in reply)) return [];
  return reply.map.flatMap(([field, value]) => [String(field), String(value)]);
}

const isList = (reply: Reply): reply is readonly Reply[] => Array.isArray(reply);

const text = (value: number | undefined): string => (value === undefined ? "" : String(value));

const afterPrefix = (prefix: string, key: string): string | null =>
  key.startsWith(prefix) ? key.slice(prefix.length) : null;
