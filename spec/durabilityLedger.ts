import type { Acknowledgement, Fate, LedgerFigures } from "./durability.ts";
import { evidence } from "./evidence.ts";
import type { Setback } from "./lineage.ts";
import { mayTakeBack } from "./mayTakeBack.ts";
import type { NodeHealth } from "./nodeHealth.ts";
import type { Violation } from "./rule.ts";
import type { IncidentKind } from "./worldEvent.ts";

/** What became of one acknowledged operation. */
export type LedgerEntry<Operation, Change> = {
  readonly operation: Operation;
  readonly acknowledgement: Acknowledgement;
} & (
  | { readonly fate: Extract<Fate, "survived"> }
  | {
      readonly fate: Exclude<Fate, "survived">;
      /** Its change that is gone, and the incident that took it. */
      readonly change: Change;
      readonly setback: Setback;
    }
);

/** What a contract has to say of its operations for its ledger. */
export type LedgerSource<Operation, Change> = {
  readonly nodes: NodeHealth;
  /** In the order of their invocation. */
  readonly operations: Iterable<Operation>;
  /** What the acknowledgement of an operation means; undefined when it was not acknowledged, or says that nothing was changed. */
  readonly acknowledgementOf: (operation: Operation) => Acknowledgement | undefined;
  /** Every change that it made, wherever it was, in no order. */
  readonly changesOf: (operation: Operation) => readonly Change[];
  readonly undoneBy: (change: Change) => Setback | undefined;
};

/**
 * The durability ledger of a run: every acknowledged operation that had changed something, in the order of their
 * invocation, and whether its changes are part of what the data came from.
 *
 * It goes by what could be seen: an operation is lost when an incident put a thing back to a state that its last
 * change of it had no part in, or when it had made that change at a node that was replaced already. What was executed
 * again afterwards survived. When the state that came back was there twice, the later one counts, so an operation is
 * never called lost without proof.
 */
export function durabilityLedger<
  Operation extends { readonly invokedIndex: number },
  Change extends { readonly index: number; readonly id: string },
>(source: LedgerSource<Operation, Change>): readonly LedgerEntry<Operation, Change>[] {
  const { nodes, operations, acknowledgementOf, changesOf, undoneBy } = source;
  const ledger: LedgerEntry<Operation, Change>[] = [];
  for (const operation of operations) {
    const acknowledgement = acknowledgementOf(operation);
    if (acknowledgement === undefined) continue;
    const last = lastChanges(changesOf(operation));
    if (last.length === 0) continue;
    const change = last.find((each) => undoneBy(each) !== undefined);
    const setback = change && undoneBy(change);
    if (change === undefined || setback === undefined) {
      ledger.push({ operation, acknowledgement, fate: "survived" });
      continue;
    }
    const mayTake = mayTakeBack(nodes, setback, acknowledgement, operation.invokedIndex);
    const fate = mayTake ? "may-have-been-lost" : "lost";
    ledger.push({ operation, acknowledgement, fate, change, setback });
  }
  return ledger;
}

/** The last change of each thing. */
function lastChanges<Change extends { readonly index: number; readonly id: string }>(
  changes: readonly Change[],
): readonly Change[] {
  const last = new Map<string, Change>();
  for (const change of changes) {
    const known = last.get(change.id);
    if (known === undefined || known.index < change.index) last.set(change.id, change);
  }
  return [...last.values()];
}

/**
 * The figures of a ledger, and of what was done more than once.
 *
 * @param repeats what brought each repetition about
 */
export function figuresOf(
  ledger: readonly LedgerEntry<unknown, unknown>[],
  repeats: readonly string[],
): LedgerFigures {
  const count = (fate: Fate): number => ledger.filter((entry) => entry.fate === fate).length;
  const takenBy: Record<string, number> = {};
  for (const entry of ledger) {
    if (entry.fate === "survived") continue;
    const { incident } = entry.setback.event;
    takenBy[incident] = (takenBy[incident] ?? 0) + 1;
  }
  const repeated: Record<string, number> = {};
  for (const cause of repeats) repeated[cause] = (repeated[cause] ?? 0) + 1;
  return {
    acknowledged: ledger.length,
    survived: count("survived"),
    mayHaveBeenLost: count("may-have-been-lost"),
    lost: count("lost"),
    takenBy,
    repeated,
  };
}

/**
 * What was lost against its declaration. Only what replicas were said to have can be: the word of a master alone goes
 * with the master.
 *
 * @param tell what was acknowledged, such as "the completion by c1 of s1"
 */
export function lostAgainstTheDeclaration<
  Operation extends { readonly invokedIndex: number; readonly returnedIndex: number; readonly returnedAt: number }, // prettier-ignore
  Change extends { readonly index: number },
>(
  ledger: readonly LedgerEntry<Operation, Change>[],
  when: (instant: number) => string,
  tell: (operation: Operation, change: Change) => string,
): readonly Violation[] {
  return ledger.flatMap((entry) => {
    if (entry.fate !== "lost" || entry.acknowledgement.means !== "replicated") return [];
    const { operation, acknowledgement, change, setback } = entry;
    const { invokedIndex, returnedIndex, returnedAt } = operation;
    const replicas = acknowledgement.replicas === 1 ? "a replica" : `${acknowledgement.replicas} replicas`; // prettier-ignore
    const who = `${tell(operation, change)} was acknowledged at ${when(returnedAt)} as held by ${replicas}`;
    const by = `${incidentWords[setback.event.incident]} ${setback.event.node} at ${when(setback.event.at)}`;
    const because = `${who}, but ${by} took it back, which that does not allow`;
    return [
      { events: evidence(invokedIndex, change.index, returnedIndex, setback.index), because },
    ];
  });
}

const incidentWords: Readonly<Record<IncidentKind, string>> = {
  failover: "the failover to",
  takeover: "the takeover by",
  "restart-snapshot": "the restart of",
  "restart-empty": "the restart of",
  flush: "the flush of",
  evict: "the eviction at",
};
