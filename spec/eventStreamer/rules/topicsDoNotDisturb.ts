import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * Waking everybody who waits is work for each of them, and with many topics most of it for nothing. Counted is how often code
 * of a wait goes on, so a wait that looks and waits again is seen, too.
 */
export const topicsDoNotDisturb: EventStreamerRule = {
  id: "ES-5",
  level: "must",
  statement: "A send wakes nobody who waits for another topic.",
  hint: "Do all who wait share one condition?",
  needs: [],
  check: (trial) =>
    trial.history.flatMap((event, index) => {
      if (event.type !== "stirred" || trial.declares.idle.turnsPerMinute > 0) return [];
      const wait = trial.waitOf.get(event.op);
      if (wait === undefined || wait.calledOffAt <= event.at) return [];
      const last = trial.history.findLastIndex(
        (other, position) =>
          position < index &&
          ((other.type === "stirred" && other.op === event.op) ||
            (other.type === "rest" && other.process === event.process) ||
            position === wait.invokedIndex),
      );
      const since = trial.sendings.filter(
        ({ invokedIndex, returnedIndex }) => invokedIndex < index && returnedIndex > last,
      );
      const [foreign] = since;
      if (foreign === undefined || since.some(({ topic }) => topic === wait.topic)) return [];
      const because = `${wait.call.receiver} waited for ${wait.opening.call.topic}, and its code ran ${event.times} times when ${foreign.call.event.foreignId} was sent to ${foreign.call.topic} at ${trial.when(foreign.invokedAt)}`;
      return [{ events: evidence(wait.invokedIndex, foreign.invokedIndex, index), because }];
    }),
};
