import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * Receivers that wait are nothing that a sender should notice.
 */
export const sendersAreNotHeldUp: EventStreamerRule = {
  id: "ES-14",
  level: "must",
  statement: "A send ends within the declared time, however many receivers wait.",
  hint: "What does a send wait for?",
  needs: [],
  check: (trial) =>
    trial.sendings.flatMap(
      ({ process, invokedAt, returnedAt, invokedIndex, returnedIndex, call }) => {
        const until = Math.min(returnedAt, trial.endAt);
        if (until <= invokedAt + trial.declares.wakeMsMax) return [];
        if (trial.wasTrouble(process, invokedAt, until)) return [];
        const because = `${call.event.foreignId} was sent to ${call.topic} at ${trial.when(invokedAt)}, and the send went on until ${trial.when(until)}`;
        return [{ events: evidence(invokedIndex, returnedIndex), because }];
      },
    ),
};
