import type { Acknowledgement } from "../durability.ts";
import { durabilityLedger, type LedgerEntry } from "../durabilityLedger.ts";
import type { Setback } from "../lineage.ts";
import { mayTakeBack } from "../mayTakeBack.ts";
import type { SchedulerAnalysis } from "./analyse.ts";
import type { ChangingCall } from "./contract.ts";
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
    changesOf: ({ changes, changesAside }) => [...changes, ...changesAside],
    undoneBy: (change) => trial.lineages.undoneBy(change),
  });

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
