import type * as Main from "@boringnode/queue";
import { Redis } from "ioredis";
import type { ScheduleView } from "../../../spec/scheduler/contract.ts";
import type { SchedulerSubject } from "../subject.ts";
import { boringnodeQueueLayout, keyPrefix } from "./boringnodeQueueLayout.ts";
import { loadBoringnodeQueue, type BoringnodeQueueLibrary } from "./loadBoringnodeQueue.ts";

/** All schedules run the same job; what it would do is not part of the trial. */
const jobName = "Occurrence";

let library: BoringnodeQueueLibrary | undefined;

/**
 * @boringnode/queue 0.6.0 as it was published, used as its README shows: `ScheduleBuilder` defines, `Schedule` finds,
 * lists, pauses, resumes, triggers and deletes, the Redis adapter claims for a worker.
 *
 * What it does not offer it is not asked for: there is no lease and no proof of a claim, a claimed occurrence is gone
 * whether or not anybody runs it, and `complete` therefore has nothing to do.
 */
export const boringnodeQueue: SchedulerSubject = {
  name: "boringnode-queue@0.6.0",
  contract: "scheduler",
  summary: "@boringnode/queue 0.6.0 from npm, unmodified: its Redis adapter and its schedule API",
  capabilities: new Set(["cron", "from-to", "limit", "update", "pause", "trigger"]),
  declares: {
    // Both `every` and cron compute the next run from the time of the claim: whatever was missed is one run.
    misfire: "coalesce",
    leaseMs: null,
    // Its worker claims until nothing is due, then sleeps for `idleDelay`, here the poll interval. In the worst case an
    // occurrence falls due right after its schedule was passed over, waits for the rest of that round and one sleep.
    // The second interval and the second are for the rounds themselves: other due schedules and the network.
    latenessMsMax: ({ pollMs }) => 2 * pollMs + 1000,
  },
  layout: boringnodeQueueLayout,

  async load() {
    library = await loadBoringnodeQueue();
  },

  async open({ nodes: [{ host, port }], Redis: Client = Redis }) {
    if (library === undefined) {
      throw new Error("boringnodeQueue.open: the library is not loaded; call load() first");
    }
    const { Schedule, ScheduleBuilder, redis, during } = library;

    // The library may also open the connection, but then nobody can listen to its errors, and ioredis would print each
    // lost connection to the console. It reconnects by itself in either case.
    const connection = new Client({ host, port, keyPrefix });
    connection.on("error", () => {});
    const adapter = redis(connection)();

    return {
      async define(config) {
        const builder = new ScheduleBuilder(jobName, {}).id(config.id);
        if (config.everyMs !== undefined) builder.every(config.everyMs);
        if (config.cron !== undefined) builder.cron(config.cron);
        if (config.timezone !== undefined) builder.timezone(config.timezone);
        if (config.fromMs !== undefined) builder.from(new Date(config.fromMs));
        if (config.toMs !== undefined) builder.to(new Date(config.toMs));
        if (config.limit !== undefined) builder.limit(config.limit);
        await during(adapter, () => builder.run());
      },
      // `Schedule` has no method that moves the next run; the adapter's is what is left to a user.
      update: (id, { nextRunAtMs }) =>
        adapter.updateSchedule(id, { nextRunAt: new Date(nextRunAtMs) }),
      pause: (id) => during(adapter, async () => (await Schedule.find(id))?.pause()),
      resume: (id) => during(adapter, async () => (await Schedule.find(id))?.resume()),
      trigger: (id) =>
        during(adapter, async () => {
          const schedule = await Schedule.find(id);
          if (schedule === null) return false;
          const runCount = schedule.runCount;
          await schedule.trigger();
          // At the limit it returns like at any other time, but counts nothing.
          return schedule.runCount > runCount;
        }),
      delete: (id) => during(adapter, async () => (await Schedule.find(id))?.delete()),
      async get(id) {
        const schedule = await during(adapter, () => Schedule.find(id));
        return schedule === null ? null : viewOf(schedule);
      },
      async list() {
        const schedules = await during(adapter, () => Schedule.list());
        return schedules.map(viewOf);
      },
      async claim() {
        // The schedule as it was before the claim: its `nextRunAt` is the occurrence.
        const claimed = await adapter.claimDueSchedule();
        if (claimed === null) return null;
        const { id, nextRunAt } = claimed;
        if (nextRunAt === null) {
          throw new Error(`boringnodeQueue.claim: ${id} was claimed without being due at any time`);
        }
        return { id, dueAtMs: nextRunAt.getTime(), token: null };
      },
      complete: async () => true,
      migrate: () =>
        Promise.reject(new Error("boringnodeQueue.migrate: 0.6.0 has only one layout of its data")),
      async close() {
        // The adapter leaves a connection alone that it did not open.
        await adapter.destroy();
        connection.disconnect();
      },
    };
  },
};

const viewOf = (schedule: Main.Schedule): ScheduleView => ({
  // A hash that was resurrected after its deletion has no id; the library's types do not know about it.
  // oxlint-disable-next-line typescript/no-unnecessary-type-conversion
  id: String(schedule.id),
  status: schedule.status,
  nextRunAtMs: schedule.nextRunAt?.getTime() ?? null,
  runCount: schedule.runCount,
  timezone: schedule.timezone,
  ...(schedule.everyMs !== null && { everyMs: schedule.everyMs }),
  ...(schedule.cronExpression !== null && { cron: schedule.cronExpression }),
  ...(schedule.from !== null && { fromMs: schedule.from.getTime() }),
  ...(schedule.to !== null && { toMs: schedule.to.getTime() }),
  ...(schedule.limit !== null && { limit: schedule.limit }),
});
