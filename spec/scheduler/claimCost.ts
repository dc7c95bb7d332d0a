import type { SchedulerAnalysis } from "./analyse.ts";
import type { Operation } from "./operations.ts";

type Budget = { readonly commands: number; readonly elements: number };

/** What a claim may cost however few schedules there are; most claims need no closer look. */
export const leastClaimBudget: Budget = { commands: 12, elements: 64 };
export const leastIdleBudget: Budget = { commands: 3, elements: 32 };

/**
 * What a claim may cost. The reference needs a few searches of the index, log2(N) elements each, and at most four
 * repairs of stale entries, each of which reads or writes a hash of some twelve fields. Twice that is allowed, so that
 * the bound tells growth from taste.
 */
export function claimBudget(trial: SchedulerAnalysis, claim: Operation): Budget {
  const { commands, elements } = leastClaimBudget;
  return {
    commands: commands + repeatedScripts(trial, claim),
    elements: elements + 24 * searchDepth(schedulesDuring(trial, claim)),
  };
}

/** What a claim may cost that finds nothing in an index that nobody corrupted: it looks, and goes. */
export function idleBudget(trial: SchedulerAnalysis, claim: Operation): Budget {
  const { commands, elements } = leastIdleBudget;
  return {
    commands: commands + repeatedScripts(trial, claim),
    elements: elements + 16 * searchDepth(schedulesDuring(trial, claim)),
  };
}

export function isWithin(cost: Budget, budget: Budget): boolean {
  return cost.commands <= budget.commands && cost.elements <= budget.elements;
}

/** A node that forgot its scripts has to be told the script once more. */
function repeatedScripts(trial: SchedulerAnalysis, claim: Operation): number {
  return trial.scriptFlushIndex < claim.returnedIndex ? 1 : 0;
}

/** The most schedules that there can have been at any moment of an operation, counting those not migrated yet. */
export function schedulesDuring(trial: SchedulerAnalysis, operation: Operation): number {
  const at = (index: number): number => {
    let low = 0;
    let high = trial.population.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (trial.population[middle]!.index < index) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const first = at(operation.invokedIndex);
  const last = at(operation.returnedIndex);
  const before = trial.population[first - 1]?.count ?? 0;
  const during = trial.population.slice(first, last).map(({ count }) => count);
  return trial.legacyIds.size + Math.max(before, ...during);
}

/**
 * Whether the cost of an operation is its own. After a broken connection a client sends commands again, and a new
 * connection introduces itself first; neither is the work of the claim. Nor is what an incident made of it meanwhile:
 * the claim may have to be made anew.
 */
export function isUndisturbed(trial: SchedulerAnalysis, operation: Operation): boolean {
  const { process, invokedIndex, returnedIndex, outcome } = operation;
  if (outcome.type === "unknown") return false;
  const isSetBack = trial.setbacks.some(
    ({ index }) => index > invokedIndex && index < returnedIndex,
  );
  if (isSetBack) return false;
  return trial.health.isHealthyDuring(process, invokedIndex, returnedIndex);
}

function searchDepth(schedules: number): number {
  return Math.ceil(Math.log2(schedules + 2));
}
