import { type SchedulerRule, evidence } from "../schedulerRule.ts";

/** Redis Cluster refuses a command or script whose keys lie in different slots, so this decides whether it works at all. */
export const keysShareASlot: SchedulerRule = {
  id: "SC-17",
  level: "must",
  statement: "All keys of one operation lie in one hash slot.",
  hint: "Do all key names carry the same hash tag, also those that a script builds?",
  needs: ["cluster"],
  check(trial) {
    return trial.operations.flatMap(
      ({ call, cost, process, invokedIndex, invokedAt, returnedIndex }) => {
        if (cost === null || cost.slots.length <= 1) return [];
        const events = evidence(invokedIndex, returnedIndex);
        const slots = cost.slots.join(", ");
        const because = `${call.name} of ${process} at ${trial.when(invokedAt)} named keys in ${cost.slots.length} slots: ${slots}`;
        return [{ events, because }];
      },
    );
  },
};
