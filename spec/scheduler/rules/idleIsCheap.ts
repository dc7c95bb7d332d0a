import { foundNothing, isGrant } from "../grants.ts";
import { idleBudget, isUndisturbed, isWithin, leastIdleBudget } from "../claimCost.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";

/**
 * Most polls find nothing, on every worker, day and night. Not judged after a data fault: then the poll that finds
 * nothing may be the one that repairs the index. Nor when the claim had taken an occurrence that somebody's change took from
 * it again before it was answered.
 */
export const idleIsCheap: SchedulerRule = {
  id: "SC-16",
  level: "must",
  statement: "A claim that finds nothing due costs a few commands and one search.",
  hint: "Does a poll look at more than the first entry of the index when that is not due?",
  needs: [],
  check(trial) {
    const firstFaultIndex = trial.dataFaults[0]?.index ?? Infinity;
    return trial.operations.flatMap((operation) => {
      const { cost, process } = operation;
      if (!foundNothing(operation) || cost === null) return [];
      if ([...operation.changes, ...operation.changesAside].some(isGrant)) return [];
      if (isWithin(cost, leastIdleBudget) || operation.returnedIndex > firstFaultIndex) return [];
      const budget = idleBudget(trial, operation);
      if (isWithin(cost, budget) || !isUndisturbed(trial, operation)) return [];
      const events = evidence(operation.invokedIndex, operation.returnedIndex);
      const spent = `${cost.commands} commands and ${cost.elements} elements`;
      const enough = `${budget.commands} and ${budget.elements} would do`;
      const because = `the claim of ${process} at ${trial.when(operation.invokedAt)} found nothing for ${spent}; ${enough}`;
      return [{ events, because }];
    });
  },
};
