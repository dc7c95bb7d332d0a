import { keepWhatIsTheSame } from "../reference/lua/define.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Takes every definition of an existing schedule for a repetition of the first.
 *
 * The caller is told that the new timing is in force; the old one is.
 */
export const keepsTheFirstDefinition: SchedulerSubject = schedulerOver({
  name: "broken/keepsTheFirstDefinition",
  summary: "acknowledges a redefinition and keeps the old timing",
  breaks: "SC-19",
  pieces: {
    keepWhatIsTheSame: altered(
      keepWhatIsTheSame,
      "for i = 1, #timing do same = same and known[i] == ARGV[1 + i] end",
      "",
    ),
  },
});
