import { evidence } from "../evidence.ts";
import type { Violation } from "../rule.ts";
import type { EventStreamerAnalysis, Sending, Wait } from "./analyse.ts";
import { isUnread } from "./unread.ts";

/** An event, and a wait that it should have ended. */
type Pair = { readonly sending: Sending; readonly wait: Wait };

/** Waits that went on although there was something to read, for longer than it takes to wake somebody. */
export function overslept(
  trial: EventStreamerAnalysis,
  concerns: (pair: Pair) => boolean,
): readonly Violation[] {
  return trial.waits.flatMap((wait) => {
    const { call, process, topic, position, invokedAt, invokedIndex, returnedIndex } = wait;
    if (call.isCancelled) return [];
    const until = Math.min(wait.returnedAt, wait.calledOffAt, trial.endAt);
    if (until <= invokedAt + trial.declares.wakeMsMax) return [];
    for (const sending of trial.sendingsOn(topic)) {
      const dueAt = Math.max(invokedAt, sending.returnedAt);
      if (until <= dueAt + trial.declares.wakeMsMax || !concerns({ sending, wait })) continue;
      // What it was given, or its name is done with by the end of the wait, did not oversleep.
      if (!isUnread(trial, position, sending, Math.min(returnedIndex, trial.history.length)))
        continue;
      if (trial.wasTrouble(process, Math.min(dueAt, sending.invokedAt), until)) continue;
      const because = `${call.receiver} waited from ${trial.when(invokedAt)} to ${trial.when(until)}, although ${sending.call.event.foreignId} had been sent to ${sending.call.topic} at ${trial.when(sending.returnedAt)}`;
      return [{ events: evidence(invokedIndex, sending.returnedIndex, returnedIndex), because }];
    }
    return [];
  });
}
