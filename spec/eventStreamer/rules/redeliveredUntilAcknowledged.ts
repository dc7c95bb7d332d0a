import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";
import { passedOver } from "../unread.ts";

/**
 * Whoever dies between an event and its acknowledgement must find it again.
 */
export const redeliveredUntilAcknowledged: EventStreamerRule = {
  id: "ES-7",
  level: "must",
  statement: "An event is given again until it is acknowledged.",
  hint: "Is the position moved when an event is given, or when it is acknowledged?",
  needs: [],
  check: (trial) =>
    passedOver(trial).flatMap(({ sending, wait, before }) => {
      if (before === null) return [];
      const events = evidence(before.returnedIndex, wait.invokedIndex, wait.returnedIndex);
      const because = `${sending.call.event.foreignId} was given to ${before.call.receiver} at ${trial.when(before.returnedAt)} and not acknowledged, but ${wait.call.receiver} was given ${wait.given?.foreignId} at ${trial.when(wait.returnedAt)}`;
      return [{ events, because }];
    }),
};
