import { trigger } from "../reference/lua/changes.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * A trigger compares the limit with the copy of the schedule that its process holds, and counts without asking again.
 *
 * Runs that others took in the meantime are not in that copy.
 */
export const checksTheLimitInTheClient: SchedulerSubject = schedulerOver({
  name: "broken/checksTheLimitInTheClient",
  summary: "a trigger checks the limit against a copy that may be old",
  breaks: "SC-7",
  pieces: {
    trigger: altered(trigger, "if limit and runs >= limit then return answer(0) end", ""),
  },
  override({ reference }) {
    const copies = new Map<string, { readonly limit: number; readonly runs: number }>();
    const copy = async (id: string): Promise<void> => {
      const view = await reference.get(id);
      if (view === null) copies.delete(id);
      else copies.set(id, { limit: view.limit ?? Infinity, runs: view.runCount });
    };
    return {
      async define(config) {
        await reference.define(config);
        await copy(config.id);
      },
      async trigger(id) {
        if (!copies.has(id)) await copy(id);
        const held = copies.get(id);
        if (held === undefined || held.runs >= held.limit) return false;
        copies.set(id, { ...held, runs: held.runs + 1 });
        return reference.trigger(id);
      },
    };
  },
});
