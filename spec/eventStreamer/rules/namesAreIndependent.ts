import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";
import { isBefore, passedOver } from "../unread.ts";

/**
 * An event that was passed over, while another's acknowledgement could have moved the position.
 */
export const namesAreIndependent: EventStreamerRule = {
  id: "ES-9",
  level: "must",
  statement:
    "What one name acknowledges moves no other name, and not the same name in another topic.",
  hint: "Is a position kept for the topic and the name, or for one of them?",
  needs: [],
  check: (trial) =>
    passedOver(trial).flatMap(({ sending, wait }) => {
      const own = trial.acknowledgements.findLast(
        ({ position, invokedIndex }) =>
          position === wait.position && invokedIndex < wait.invokedIndex,
      );
      const foreign = trial.acknowledgements.find(
        ({ position, invokedIndex, returnedIndex, call }) =>
          position !== wait.position &&
          returnedIndex > Math.max(own?.invokedIndex ?? -1, wait.opening.returnedIndex) &&
          invokedIndex < wait.returnedIndex &&
          sending.ids.every((id) => !isBefore(call.id, id)) &&
          sharesAName(position, wait.position),
      );
      if (foreign === undefined) return [];
      const events = evidence(sending.returnedIndex, foreign.returnedIndex, wait.returnedIndex);
      const because = `${wait.call.receiver} was not given ${sending.call.event.foreignId}; meanwhile ${foreign.call.receiver} had acknowledged ${foreign.call.id} at ${trial.when(foreign.invokedAt)}, under the same name or in the same topic`;
      return [{ events, because }];
    }),
};

/** Whether two positions are of one name or of one topic. */
function sharesAName(one: string, other: string): boolean {
  const [topic, name] = JSON.parse(one);
  const [otherTopic, otherName] = JSON.parse(other);
  return topic === otherTopic || name === otherName;
}
