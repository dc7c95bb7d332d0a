import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * Whoever only closes, and cancels nothing, must not leave a wait behind for ever.
 */
export const closingWakes: EventStreamerRule = {
  id: "ES-11",
  level: "must",
  statement: "Closing a receiver ends whoever waits in it, within the declared time.",
  hint: "Who wakes the waits of a receiver that is closed?",
  needs: [],
  check: (trial) =>
    trial.closings.flatMap((closing) => {
      const { process, call, invokedIndex, returnedAt } = closing;
      if (returnedAt === Infinity) return [];
      const deadline = returnedAt + trial.declares.wakeMsMax;
      const wait = trial.waits.find(
        (each) =>
          each.call.receiver === call.receiver &&
          each.invokedIndex < invokedIndex &&
          each.returnedIndex > invokedIndex &&
          Math.min(each.returnedAt, trial.endAt) > deadline,
      );
      if (wait === undefined || trial.wasTrouble(process, closing.invokedAt, deadline)) return [];
      const because = `${call.receiver} was closed at ${trial.when(returnedAt)}, but its wait of ${trial.when(wait.invokedAt)} went on`;
      return [{ events: evidence(wait.invokedIndex, closing.returnedIndex), because }];
    }),
};
