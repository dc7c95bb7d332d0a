import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";
import { passedOver } from "../unread.ts";

/**
 * Events that are no longer kept are nobody's, and sends that overlap have no order.
 */
export const nothingIsPassedOver: EventStreamerRule = {
  id: "ES-6",
  level: "must",
  statement:
    "A name is given every event of its topic, in the order in which they were sent, the next one only when it is done with the last.",
  hint: "What moves a position besides the acknowledgement of the event that it points at?",
  needs: [],
  check: (trial) =>
    passedOver(trial)
      .filter(({ before }) => before === null)
      .map(({ sending, wait }) => ({
        events: evidence(sending.returnedIndex, wait.invokedIndex, wait.returnedIndex),
        because: `${wait.call.receiver} was given ${wait.given?.foreignId} at ${trial.when(wait.returnedAt)}, but never ${sending.call.event.foreignId}, which had been sent to ${sending.call.topic} at ${trial.when(sending.returnedAt)}`,
      })),
};
