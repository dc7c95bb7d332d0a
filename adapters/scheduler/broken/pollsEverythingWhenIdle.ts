import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * A worker that found nothing to do looks at every schedule, to be up to date when there is something.
 *
 * Idle workers are the usual case; each of them sends a command for each schedule with each poll.
 */
export const pollsEverythingWhenIdle: SchedulerSubject = schedulerOver({
  name: "broken/pollsEverythingWhenIdle",
  summary: "an idle worker reads every schedule with each poll",
  breaks: "SC-16",
  override: ({ reference }) => ({
    async claim() {
      const claim = await reference.claim();
      if (claim !== null) return claim;
      for (const { id } of await reference.list()) await reference.get(id);
      return null;
    },
  }),
});
