import type { Acknowledgement, Fate, LedgerFigures } from "../durability.ts";
import { mayTakeBack } from "../mayTakeBack.ts";
import type { SchedulerAnalysis } from "./analyse.ts";
import type { ChangingCall } from "./contract.ts";
import type { Setback } from "./lineage.ts";
import type { Operation } from "./operations.ts";
import type { Repeat } from "./repeatsOf.ts";
import type { StateChange } from "./stateTimeline.ts";

/** What became of one acknowledged operation. */
export type LedgerEntry = {
  readonly operation: Operation;
  readonly acknowledgement: Acknowledgement;
} & (
  | { readonly fate: Extract<Fate, "survived"> }
  | {
      readonly fate: Exclude<Fate, "survived">;
      /** Its change that is gone, and the incident that took it. */
      readonly change: StateChange;
      readonly setback: Setback;
    }
);

/**
 * The durability ledger of a run: every acknowledged operation that had changed something, in the order of their
 * invocation, and whether its changes are part of what the data came from.
 *
 * It goes by what could be seen: an operation is lost when an incident put a schedule back to a state that its last
 * change of it had no part in, or when it had made that change at a node that was replaced already. What was executed
 * again afterwards survived. When the state that came back was there twice, the later one counts, so an operation is
 * never called lost without proof.
 */
export function durabilityLedgerOf(trial: SchedulerAnalysis): readonly LedgerEntry[] {
  return trial.operations.flatMap((operation): readonly LedgerEntry[] => {
    const acknowledgement = acknowledgementOf(trial, operation);
    if (acknowledgement === undefined) return [];
    const last = lastChanges(operation);
    if (last.length === 0) return [];
    for (const change of last) {
      const setback = trial.lineages.undoneBy(change);
      if (setback === undefined) continue;
      const fate = mayTake(trial, setback, operation) ? "may-have-been-lost" : "lost";
      return [{ operation, acknowledgement, fate, change, setback }];
    }
    return [{ operation, acknowledgement, fate: "survived" }];
  });
}

/** The figures of a ledger, and of what was done more than once. */
export function figuresOf(
  ledger: readonly LedgerEntry[],
  repeats: readonly Repeat[],
): LedgerFigures {
  const count = (fate: Fate): number => ledger.filter((entry) => entry.fate === fate).length;
  const takenBy: Record<string, number> = {};
  for (const entry of ledger) {
    if (entry.fate === "survived") continue;
    const { incident } = entry.setback.event;
    takenBy[incident] = (takenBy[incident] ?? 0) + 1;
  }
  const repeated: Record<string, number> = {};
  for (const { cause } of repeats) repeated[cause] = (repeated[cause] ?? 0) + 1;
  return {
    acknowledged: ledger.length,
    survived: count("survived"),
    mayHaveBeenLost: count("may-have-been-lost"),
    lost: count("lost"),
    takenBy,
    repeated,
  };
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

/** The last change that an operation made to each schedule. */
function lastChanges({ changes, changesAside }: Operation): readonly StateChange[] {
  const last = new Map<string, StateChange>();
  for (const change of [...changes, ...changesAside]) {
    const known = last.get(change.id);
    if (known === undefined || known.index < change.index) last.set(change.id, change);
  }
  return [...last.values()];
}
