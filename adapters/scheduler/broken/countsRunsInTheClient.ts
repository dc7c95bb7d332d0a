import { trigger } from "../reference/lua/changes.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * A trigger writes back the count that its process remembers, plus one.
 *
 * Every run that was counted since the process last looked is forgotten.
 */
export const countsRunsInTheClient: SchedulerSubject = schedulerOver({
  name: "broken/countsRunsInTheClient",
  summary: "a trigger overwrites the run count with what it remembers",
  breaks: "SC-8",
  pieces: {
    trigger: altered(
      trigger,
      "redis.call('HINCRBY', key, 'run_count', 1)",
      "redis.call('HSET', key, 'run_count', ARGV[2])",
    ),
  },
  override({ run, reference }) {
    const remembered = new Map<string, number>();
    return {
      async define(config) {
        await reference.define(config);
        remembered.set(config.id, (await reference.get(config.id))?.runCount ?? 0);
      },
      async trigger(id) {
        const known = remembered.get(id) ?? (await reference.get(id))?.runCount ?? 0;
        const triggered = Number(await run("trigger", id, String(known + 1))) === 1;
        if (triggered) remembered.set(id, known + 1);
        return triggered;
      },
    };
  },
});
