import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/**
 * Takes an occurrence for done as soon as it has it.
 *
 * W2-1: nothing remembers a claim whose worker dies before it has dispatched the occurrence.
 */
export const hasNoLease: SchedulerSubject = schedulerOver({
  name: "broken/hasNoLease",
  summary: "moves on when it claims; a crash before the dispatch loses the occurrence",
  breaks: "SC-3",
  override: ({ reference }) => ({
    async claim() {
      const claim = await reference.claim();
      if (claim === null) return null;
      await reference.complete(claim);
      return { ...claim, token: null };
    },
    async complete() {
      return true;
    },
  }),
});
