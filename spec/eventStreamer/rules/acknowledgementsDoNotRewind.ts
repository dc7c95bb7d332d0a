import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";
import type { Acknowledgement, EventStreamerAnalysis } from "../analyse.ts";
import type { Topic } from "../contract.ts";
import { isBefore } from "../unread.ts";

/**
 * An acknowledgement may come twice, and late. What takes it back (a failover, or the end of a process that keeps everything
 * in memory) is told by the history. It moves nothing when what it is about had been taken back before it came: newer events may
 * have lower ids by then, and a position behind all of them would pass those over.
 */
export const acknowledgementsDoNotRewind: EventStreamerRule = {
  id: "ES-8",
  level: "must",
  statement:
    "What a name has acknowledged it is never given again: an acknowledgement moves its position forwards, or not at all.",
  hint: "Is the position set to what is acknowledged, or to the furthest?",
  needs: [],
  check(trial) {
    return trial.waits.flatMap((wait) => {
      const { given, position, invokedIndex, returnedIndex } = wait;
      if (given === null || wait.isAside) return [];
      const done = trial.acknowledgements.find(
        (acknowledgement) =>
          acknowledgement.position === position &&
          acknowledgement.outcome.type === "ok" &&
          !acknowledgement.isAside &&
          acknowledgement.returnedIndex < invokedIndex &&
          !isBefore(acknowledgement.call.id, given.id) &&
          !trial.isSetBack("acknowledge", acknowledgement.invokedIndex, returnedIndex) &&
          !mayBeGone(trial, wait.topic, acknowledgement),
      );
      if (done === undefined) return [];
      const because = `${wait.call.receiver} was given ${given.foreignId} (${given.id}) at ${trial.when(wait.returnedAt)}, although ${done.call.id} had been acknowledged at ${trial.when(done.returnedAt)}`;
      return [{ events: evidence(done.returnedIndex, invokedIndex, returnedIndex), because }];
    });
  },
};

/** Whether the event that was acknowledged may have been taken back since it was last known to be there. */
function mayBeGone(
  trial: EventStreamerAnalysis,
  topic: Topic,
  { call, invokedIndex, returnedIndex }: Acknowledgement,
): boolean {
  const sent = trial.sendingOf(topic, call.id)?.invokedIndex ?? -1;
  const seen = trial.waits.findLast(
    (wait) =>
      wait.topic === topic &&
      wait.given?.id === call.id &&
      !wait.isAside &&
      wait.returnedIndex < invokedIndex,
  );
  return trial.isSetBack("send", Math.max(sent, seen?.invokedIndex ?? -1), returnedIndex);
}
