import { Redis } from "ioredis";
import { connectClient } from "../../clients/connectClient.ts";
import { schedulerKeys } from "../reference/keys.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import { textsIn } from "../reference/textsIn.ts";
import type { SchedulerSubject } from "../subject.ts";

/** A timer of Node holds no more than 24 days. */
const timerMsMax = 86_400_000;

/** In one command, so that an idle claim stays cheap. */
const timeAndNextDue = `
local time = redis.call('TIME')
return { time[1], time[2], redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] }
`;

/**
 * An idle worker asks nobody: it sets a timer for the next due schedule, and trusts a keyspace notification to tell it
 * when something changes in the index before that.
 *
 * Notifications are sent once, to whoever is connected then. What is said while the connection is broken is lost.
 */
export const waitsForANotification: SchedulerSubject = schedulerOver({
  name: "broken/waitsForANotification",
  summary: "sleeps until a keyspace notification tells it of something due earlier",
  breaks: "SC-13",
  async connect(context) {
    const redis = await connectClient(context);
    await redis.call(schedulerKeys.due, ["config", "set", "notify-keyspace-events", "KA"]);
    return redis;
  },
  override({ redis, keys, reference, context }) {
    const nextDue = redis.define("scheduler_nextDue", { lua: timeAndNextDue, numberOfKeys: 1 });
    const [{ host, port }] = context.nodes;
    let isAwake = true;
    let timer: NodeJS.Timeout | undefined;
    const wake = (): void => {
      isAwake = true;
    };

    const listener = new (context.Redis ?? Redis)({ host, port });
    listener.on("error", () => undefined);
    listener.on("message", wake);
    listener.subscribe(`__keyspace@0__:${keys.due}`).then(wake, wake);

    return {
      async claim() {
        if (!isAwake) return null;
        // Whatever is said from now on wakes it again.
        isAwake = false;
        const claim = await reference.claim().catch((error: unknown) => {
          wake();
          throw error;
        });
        if (claim !== null) {
          wake();
          return claim;
        }
        clearTimeout(timer);
        const [seconds, microseconds, due] = textsIn(await nextDue(keys.due));
        const nowMs = Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
        const waitMs = due === undefined ? timerMsMax : Number(due) - nowMs;
        timer = setTimeout(wake, Math.min(Math.max(waitMs, 0), timerMsMax));
        return null;
      },
      async close() {
        clearTimeout(timer);
        listener.disconnect();
        await reference.close();
      },
    };
  },
});
