import { evidence } from "../../evidence.ts";
import type { EventStreamerAnalysis } from "../analyse.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";
import { overslept } from "../overslept.ts";
import { isUnread } from "../unread.ts";

/**
 * The lost wake-up: an event that was sent before the wait began, or while it did. Whoever is told of an error instead will ask
 * again, and be told the same for ever.
 */
export const nobodySleepsOverAnEvent: EventStreamerRule = {
  id: "ES-4",
  level: "must",
  statement:
    "No wait goes on, or fails, while there is something to read, whatever came first: the event, the look, or the wait.",
  hint: "Is there a moment between the look at the log and the place among those who wait?",
  needs: [],
  check: (trial) => [
    ...overslept(trial, ({ sending, wait }) => sending.invokedIndex < wait.invokedIndex),
    ...failed(trial),
  ],
};

/** Waits that ended with an error, although there was something to read and nothing was wrong. */
const failed = (trial: EventStreamerAnalysis) =>
  trial.waits.flatMap((wait) => {
    const { outcome, call, process, topic, position, invokedAt, returnedAt, invokedIndex } = wait;
    if (outcome.type !== "failed" || wait.calledOffAt <= returnedAt) return [];
    if (trial.wasTrouble(process, invokedAt, returnedAt)) return [];
    const sending = trial
      .sendingsOn(topic)
      .find((each) => isUnread(trial, position, each, invokedIndex));
    if (sending === undefined) return [];
    const because = `${call.receiver} waited from ${trial.when(invokedAt)} and was told "${outcome.message}", although ${sending.call.event.foreignId} had been sent to ${sending.call.topic} at ${trial.when(sending.returnedAt)}`;
    return [{ events: evidence(sending.returnedIndex, invokedIndex, wait.returnedIndex), because }];
  });
