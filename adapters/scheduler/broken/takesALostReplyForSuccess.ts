import type { SchedulerAdapter } from "../../../spec/scheduler/contract.ts";
import { schedulerOver } from "../reference/schedulerOver.ts";
import type { SchedulerSubject } from "../subject.ts";
import { isLostReply, withoutResends } from "./withoutResends.ts";

/**
 * A change whose reply is lost is reported as done: it was sent, so what could go wrong?
 *
 * The connection may have broken on the way there.
 */
export const takesALostReplyForSuccess: SchedulerSubject = schedulerOver({
  name: "broken/takesALostReplyForSuccess",
  summary: "acknowledges a change of which it only knows that it was sent",
  breaks: "SC-20",
  ...withoutResends,
  override: ({ reference }): Partial<SchedulerAdapter> => ({
    define: (config) => hopeful(reference.define(config), undefined),
    update: (id, change) => hopeful(reference.update(id, change), undefined),
    pause: (id) => hopeful(reference.pause(id), undefined),
    resume: (id) => hopeful(reference.resume(id), undefined),
    trigger: (id) => hopeful(reference.trigger(id), true),
    delete: (id) => hopeful(reference.delete(id), undefined),
  }),
});

/** The answer; when it is lost, what it would have been if all went well. */
async function hopeful<Answer>(asked: Promise<Answer>, hoped: Answer): Promise<Answer> {
  try {
    return await asked;
  } catch (error) {
    if (isLostReply(error)) return hoped;
    throw error;
  }
}
