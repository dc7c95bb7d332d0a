import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * An event that comes at the same moment may win against a cancellation, but not against one that came before the call.
 */
export const cancellingWakes: EventStreamerRule = {
  id: "ES-3",
  level: "must",
  statement:
    "Cancelling ends a wait within the declared time, with the reason; a wait that was cancelled before it began is given nothing.",
  hint: "Is the signal looked at before the log, and is its reason what the wait is rejected with?",
  needs: [],
  check: (trial) =>
    trial.waits.flatMap((wait) => {
      const { call, process, returnedAt, returnedIndex, invokedIndex, outcome } = wait;
      const since = call.isCancelled ? wait.invokedAt : wait.cancelledAt;
      if (since === Infinity) return [];
      const until = Math.min(returnedAt, trial.endAt);
      if (trial.wasTrouble(process, since, until)) return [];
      const events = evidence(invokedIndex, returnedIndex);
      const who = `the wait of ${call.receiver} that was cancelled at ${trial.when(since)}`;
      if (until > since + trial.declares.wakeMsMax)
        return [{ events, because: `${who} went on until ${trial.when(until)}` }];
      if (outcome.type === "failed")
        return [{ events, because: `${who} ended with another reason: ${outcome.message}` }];
      if (call.isCancelled && wait.given !== null)
        return [{ events, because: `${who}, before it began, was given ${wait.given.foreignId}` }];
      return [];
    }),
};
