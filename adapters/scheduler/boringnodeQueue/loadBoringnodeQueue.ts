import type * as Main from "@boringnode/queue";
import type * as RedisDriver from "@boringnode/queue/drivers/redis_adapter";
import { Redis } from "ioredis";
import { adapterPerCall, type AdapterPerCall } from "./adapterPerCall.ts";
import { importWithoutGlob } from "./importWithoutGlob.ts";

/** The parts of @boringnode/queue that are put on trial, and the way to tell it whose call it is. */
export type BoringnodeQueueLibrary = Pick<typeof Main, "Schedule" | "ScheduleBuilder"> &
  Pick<typeof RedisDriver, "redis"> &
  Pick<AdapterPerCall, "during">;

let loading: Promise<BoringnodeQueueLibrary> | undefined;

/** Loads the library, once in a real process. */
export const loadBoringnodeQueue = (): Promise<BoringnodeQueueLibrary> => (loading ??= load());

async function load(): Promise<BoringnodeQueueLibrary> {
  const { QueueManager, Schedule, ScheduleBuilder } = await importWithoutGlob(
    () => import("@boringnode/queue"),
  );
  const { redis } = await import("@boringnode/queue/drivers/redis_adapter");

  const { shared, during } = adapterPerCall();
  await QueueManager.init({ default: "redis", adapters: { redis: () => shared } });

  // A claim of a cron schedule imports cron-parser by itself (redis_adapter.js:444), the first time from disk. One
  // such claim is made here, against a connection that answers from memory, so that in the simulated world all that
  // is left of the import are a few microtasks.
  const due = { id: "warm", cron_expression: "0 0 1 1 *", next_run_at: "0" };
  const memory = Object.assign(new Redis({ lazyConnect: true }), {
    eval: async () => JSON.stringify(due),
    hset: async () => 1,
  });
  await redis(memory)().claimDueSchedule();

  return { Schedule, ScheduleBuilder, redis, during };
}
