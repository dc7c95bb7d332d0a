import { replaceTheTiming } from "../reference/lua/define.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * The first run of an interval is one interval away, even when the schedule is to begin later.
 *
 * W2-11: `from` is stored, shown, and otherwise without effect.
 */
export const ignoresFrom: SchedulerSubject = schedulerOver({
  name: "broken/ignoresFrom",
  summary: "an interval schedule runs before its `from`",
  breaks: "SC-1",
  pieces: {
    replaceTheTiming: altered(
      replaceTheTiming,
      "math.max(now + every, from or 0)",
      "(now + every)",
    ),
  },
});
