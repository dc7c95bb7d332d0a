import type { SchedulerAnalysis } from "./analyse.ts";
import type { Operation } from "./operations.ts";

/**
 * Whether the worker of a claim was still busy with it when the run ended. A worker has one claim at a time: until it
 * asks for the next one or dies, it may still dispatch or complete the last.
 */
export function isStillAtWork(trial: SchedulerAnalysis, claim: Operation): boolean {
  if (claim.call.name !== "claim") return false;
  const { process, invokedIndex, outcome } = claim;
  if (outcome.type === "failed") return false;
  const isOver = trial
    .operationsBy(process)
    .some((other) => other.call.name === "claim" && other.invokedIndex > invokedIndex);
  return !isOver && !hasCrashedSince(trial, process, invokedIndex);
}

/** Whether a claim, or the completion of one, had been answered or given up before the run ended. */
export function isOpenAtEnd(operation: Operation): boolean {
  return operation.outcome.type === "unknown" && operation.outcome.reason === "the run ended";
}

function hasCrashedSince(trial: SchedulerAnalysis, process: string, index: number): boolean {
  return trial.crashes.some((crash) => crash.process === process && crash.index > index);
}
