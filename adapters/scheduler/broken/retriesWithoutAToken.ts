import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";

/** How long it waits for a reply before it takes it for lost. */
const patienceMs = 50;
const attemptsMax = 3;

/**
 * A trigger whose reply is lost, or late, is taken for one that failed, and asked for again as a request of its own.
 *
 * The first one was executed, or will be as soon as the network is back. Nothing tells the two apart.
 */
export const retriesWithoutAToken: SchedulerSubject = schedulerOver({
  name: "broken/retriesWithoutAToken",
  summary: "asks again under a new name when a reply is lost, and triggers twice",
  breaks: "SC-8",
  override: ({ reference }) => ({
    async trigger(id) {
      for (let attempt = 1; attempt < attemptsMax; attempt++) {
        const answer = await inTime(reference.trigger(id));
        if (answer !== undefined) return answer;
      }
      return reference.trigger(id);
    },
  }),
});

/** The answer; undefined when it does not come in time. */
function inTime(asked: Promise<boolean>): Promise<boolean | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(undefined), patienceMs);
    asked.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
