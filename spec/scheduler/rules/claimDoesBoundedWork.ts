import {
  claimBudget,
  isUndisturbed,
  isWithin,
  leastClaimBudget,
  schedulesDuring,
} from "../claimCost.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";

/** A claim that reads every schedule holds up Redis for everybody, and the more so the more schedules there are. */
export const claimDoesBoundedWork: SchedulerRule = {
  id: "SC-6",
  level: "must",
  statement: "The work of one claim grows with the logarithm of the number of schedules.",
  hint: "Does claiming loop over schedules, or over stale entries without an upper bound?",
  needs: [],
  check(trial) {
    return trial.operations.flatMap((operation) => {
      const { call, cost, process } = operation;
      if (call.name !== "claim" || cost === null || isWithin(cost, leastClaimBudget)) return [];
      const budget = claimBudget(trial, operation);
      if (isWithin(cost, budget) || !isUndisturbed(trial, operation)) return [];
      const schedules = schedulesDuring(trial, operation);
      const events = evidence(operation.invokedIndex, operation.returnedIndex);
      const who = `the claim of ${process} at ${trial.when(operation.invokedAt)}`;
      const among = `with ${schedules} ${schedules === 1 ? "schedule" : "schedules"} at most`;
      if (cost.elements > budget.elements) {
        const because = `${who} touched ${cost.elements} elements; ${among} ${budget.elements} would do`;
        return [{ events, because }];
      }
      const because = `${who} took ${cost.commands} commands; ${among} ${budget.commands} would do`;
      return [{ events, because }];
    });
  },
};
