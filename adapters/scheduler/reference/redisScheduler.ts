import type { Millis, ScheduleConfig, SchedulerAdapter } from "../../../spec/scheduler/contract.ts";
import { firstOccurrence } from "../../../spec/scheduler/timetable.ts";
import type { RedisClient } from "../../clients/redisClient.ts";
import { claimOf } from "./claimOf.ts";
import type { SchedulerKeys } from "./keys.ts";
import { limits } from "./limits.ts";
import type { RunScript } from "./runScript.ts";
import { scheduleState, scheduleView } from "./scheduleHash.ts";
import { textsIn } from "./textsIn.ts";

/**
 * The scheduler's client side: it names what is wanted and leaves every decision to the scripts. It reads no clock; the
 * one thing that Redis cannot do, reading a cron expression, starts from a time that Redis has told it.
 */
export function redisScheduler(
  redis: RedisClient,
  keys: SchedulerKeys,
  run: RunScript,
): SchedulerAdapter {
  return {
    async define(config) {
      const timing = timingOf(config);
      for (let attempt = 1; attempt <= limits.defineAttemptsMax; attempt++) {
        const first = config.cron === undefined ? "" : await firstInstant(redis, keys, config);
        if ((await run("define", config.id, ...timing, first)) !== "again") return;
      }
      throw new Error(
        `scheduler.define: "${config.id}" was overtaken by its own first instant ${limits.defineAttemptsMax} times; ` +
          "the connection is slower than the timetable",
      );
    },
    async update(id, { nextRunAtMs }) {
      await run("update", id, String(nextRunAtMs));
    },
    async pause(id) {
      await run("setStatus", id, "paused");
    },
    async resume(id) {
      await run("setStatus", id, "active");
    },
    async trigger(id) {
      return Number(await run("trigger", id)) === 1;
    },
    async delete(id) {
      await run("delete", id);
    },
    async get(id) {
      const key = keys.schedule + id;
      const state = scheduleState(textsIn(await redis.call(key, ["HGETALL", key])));
      return state === null ? null : scheduleView(id, state);
    },
    async list() {
      const hashes = await run("list");
      if (!Array.isArray(hashes)) return [];
      return hashes.map(textsIn).flatMap((hash) => {
        const state = scheduleState(hash);
        return state === null ? [] : [scheduleView(String(hash[hash.indexOf("id") + 1]), state)];
      });
    },
    async claim() {
      return claimOf(await run("claim"));
    },
    async complete({ id, token }) {
      const [fence = "", nextByCron = ""] = (token ?? "").split("/");
      return Number(await run("complete", id, fence, nextByCron)) === 1;
    },
    async migrate() {
      return Number(await run("migrate"));
    },
    async close() {
      redis.disconnect();
    },
  };
}

function timingOf(config: ScheduleConfig): readonly string[] {
  const { everyMs, cron, timezone, fromMs, toMs, limit } = config;
  if ((everyMs === undefined) === (cron === undefined)) {
    const given = cron === undefined ? "neither everyMs nor cron" : "both everyMs and cron";
    throw new TypeError(`scheduler.define: "${config.id}" has ${given}; give exactly one`);
  }
  return [
    everyMs,
    cron,
    cron === undefined ? undefined : (timezone ?? "UTC"),
    fromMs,
    toMs,
    limit,
  ].map((value) => (value === undefined ? "" : String(value)));
}

/**
 * The first instant of a cron schedule that is after now, by the clock of the node that will decide, and not before its
 * `from`.
 */
async function firstInstant(
  redis: RedisClient,
  keys: SchedulerKeys,
  config: ScheduleConfig,
): Promise<string> {
  const [seconds, microseconds] = textsIn(await redis.call(keys.due, ["time"]));
  const now: Millis = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
  const first = firstOccurrence(config, now);
  return first === null ? "" : String(first);
}
