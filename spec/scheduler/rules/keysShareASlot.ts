import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { tellOperation } from "../tellOperation.ts";

/** Redis Cluster refuses a command or script whose keys lie in different slots, so this decides whether it works at all. */
export const keysShareASlot: SchedulerRule = {
  id: "SC-17",
  level: "must",
  statement: "All keys of one operation lie in one hash slot.",
  hint: "Do all key names carry the same hash tag, also those that a script builds?",
  needs: ["cluster"],
  check(trial) {
    return trial.operations.flatMap((operation) => {
      const { cost, invokedIndex, invokedAt, returnedIndex } = operation;
      if (cost === null || cost.slots.length <= 1) return [];
      const events = evidence(invokedIndex, returnedIndex);
      const slots = cost.slots.join(", ");
      const because = `${tellOperation(operation)} at ${trial.when(invokedAt)} named keys in ${cost.slots.length} slots: ${slots}`;
      return [{ events, because }];
    });
  },
};
