import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";
import { passedOver } from "../unread.ts";

/**
 * What is sent between the opening and the first wait counts.
 */
export const latestCountsFromTheOpening: EventStreamerRule = {
  id: "ES-10",
  level: "must",
  statement:
    "A name that starts from the latest event is given those that are sent after it was opened, and no earlier ones; a position that it has is kept.",
  hint: "When is the latest event looked up, and what if there is a position already?",
  needs: [],
  check: (trial) =>
    trial.waits.flatMap((wait) => {
      const { given, opening, position, topic } = wait;
      if (given === null || !opening.call.fromLatest) return [];
      const first = trial.openings.find((each) => each.position === position);
      const own = trial.sendingOf(topic, given.id);
      const events = (index: number) => evidence(opening.returnedIndex, index, wait.returnedIndex);
      // Where it began may have been forgotten together with the data.
      const mayBeForgotten =
        opening.isAside ||
        wait.isAside ||
        trial.isSetBack("position", opening.invokedIndex, wait.returnedIndex);
      const isEarly = own !== undefined && own.returnedIndex < opening.invokedIndex;
      if (first === opening && isEarly && !mayBeForgotten) {
        const because = `${wait.call.receiver} was opened for what is sent after ${trial.when(opening.invokedAt)}, but was given ${given.foreignId} of ${trial.when(own.invokedAt)}`;
        return [{ events: events(own.returnedIndex), because }];
      }
      const missed = passedOver(trial).find((passed) => passed.wait === wait)?.sending;
      if (missed === undefined) return [];
      const where =
        first === opening ? "for what is sent from then on" : "where its name had a position";
      const because = `${wait.call.receiver} was opened at ${trial.when(opening.returnedAt)}, ${where}, and was not given ${missed.call.event.foreignId} of ${trial.when(missed.invokedAt)}`;
      return [{ events: events(missed.returnedIndex), because }];
    }),
};
