import type { Acknowledgement } from "../durability.ts";
import { durabilityLedger, type LedgerEntry } from "../durabilityLedger.ts";
import type { Setback } from "../lineage.ts";
import { mayTakeBack } from "../mayTakeBack.ts";
import type { SchedulerAnalysis } from "./analyse.ts";
import type { ChangingCall } from "./contract.ts";
import { returnedClaimOf } from "./grants.ts";
import type { Operation } from "./operations.ts";
import type { StateChange } from "./stateTimeline.ts";

/** What became of everything that was acknowledged in a run. */
export const durabilityLedgerOf = (
  trial: SchedulerAnalysis,
): readonly LedgerEntry<Operation, StateChange>[] =>
  durabilityLedger<Operation, StateChange>({
    nodes: trial.nodes,
    operations: trial.operations,
    acknowledgementOf: (operation) => acknowledgementOf(trial, operation),
    changesOf: acknowledgedChangesOf,
    undoneBy: (change) => trial.lineages.undoneBy(change),
  });

/**
 * What the answer of an operation is about. A claim answers for the schedule that it gives: what it did to others, or where it was
 * executed before its client sent it again, nobody was told.
 */
function acknowledgedChangesOf(operation: Operation): readonly StateChange[] {
  const all = [...operation.changes, ...operation.changesAside];
  const claim = returnedClaimOf(operation)?.claim;
  return claim === undefined ? all : all.filter(({ id }) => id === claim.id);
}

/** Whether an incident may take an operation back, going by what its acknowledgement means. */
export const mayTake = (
  trial: SchedulerAnalysis,
  setback: Setback,
  operation: Operation,
): boolean => {
  const acknowledgement = acknowledgementOf(trial, operation) ?? { means: "none" };
  return mayTakeBack(trial.nodes, setback, acknowledgement, operation.invokedIndex);
};

const received: Acknowledgement = { means: "received" };

/** What the acknowledgement of an operation means; undefined when it was not acknowledged, or says that nothing was changed. */
export function acknowledgementOf(
  trial: SchedulerAnalysis,
  { call, outcome }: Operation,
): Acknowledgement | undefined {
  if (call.name === "get" || call.name === "list" || outcome.type !== "ok") return undefined;
  const { value } = outcome;
  if (value === false || value === 0) return undefined;
  if (call.name === "claim") {
    const isGranted = typeof value === "object" && value !== null && "claim" in value;
    if (!isGranted || value.claim === null) return undefined;
  }
  const name: ChangingCall = call.name;
  return trial.declares.durability?.[name] ?? received;
}
