import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";
import { isUnread } from "../unread.ts";

/**
 * Under load nearly every wait has something to read: what is set for each of them is the cost of an event.
 */
export const watchersAreForWaiting: EventStreamerRule = {
  id: "ES-13",
  level: "must",
  statement: "A wait that has something to read at once watches for nothing.",
  hint: "Is the signal listened to before it is known that there is something to wait for?",
  needs: [],
  check: (trial) =>
    trial.waits.flatMap((wait) => {
      const { given, watched, invokedAt, returnedAt, topic, position, invokedIndex } = wait;
      if (given === null || watched === 0 || returnedAt !== invokedAt) return [];
      if (trial.capabilities.has("durable")) return [];
      const own = trial.sendingOf(topic, given.id);
      if (own === undefined || !isUnread(trial, position, own, invokedIndex)) return [];
      const because = `${wait.call.receiver} was given ${given.foreignId} at once at ${trial.when(invokedAt)}, and ${watched} listeners were set for it all the same`;
      return [{ events: evidence(own.returnedIndex, invokedIndex, wait.returnedIndex), because }];
    }),
};
