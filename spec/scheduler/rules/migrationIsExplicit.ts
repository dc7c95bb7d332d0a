import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { operationBehind } from "../stateTimeline.ts";
import { tellOperation } from "../tellOperation.ts";

/**
 * A migration reads every schedule. Hidden in a claim it would run in the hot path of every worker, and while workers
 * of the old version still write the old layout.
 */
export const migrationIsExplicit: SchedulerRule = {
  id: "SC-15",
  level: "must",
  statement:
    "A schedule of the unindexed layout is taken over by a migration or a definition, never in passing.",
  hint: "Does the first claim of a worker fill the index?",
  needs: ["migrate"],
  check(trial) {
    return trial.changes.flatMap((change) => {
      const { id, at, index, before, after } = change;
      if (!trial.legacyIds.has(id) || before !== null || after === null) return [];
      // What comes back after it was there once is the business of SC-9.
      if (trial.timelines.get(id)?.[0] !== change) return [];
      const operation = operationBehind(change);
      if (operation === undefined || ["migrate", "define"].includes(operation.call.name)) return [];
      const { invokedIndex, returnedIndex } = operation;
      const because = `${tellOperation(operation)} took over schedule ${id} from the unindexed layout at ${trial.when(at)}, without a migration`;
      return [{ events: evidence(invokedIndex, index, returnedIndex), because }];
    });
  },
};
