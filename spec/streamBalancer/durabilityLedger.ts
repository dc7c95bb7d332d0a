import type { Acknowledgement } from "../durability.ts";
import { durabilityLedger, type LedgerEntry } from "../durabilityLedger.ts";
import type { StreamBalancerAnalysis } from "./analyse.ts";
import type { FactChange } from "./facts.ts";
import type { BalancerOperation } from "./operations.ts";

/**
 * What became of everything that was acknowledged in a run: of additions, completions, failures, recoveries by call and
 * shutdowns that had moved an entry or a dead letter. What scans do is acknowledged to nobody.
 */
export function durabilityLedgerOf(
  trial: StreamBalancerAnalysis,
): readonly LedgerEntry<BalancerOperation, FactChange>[] {
  const { lineages, changesOf } = trial.facts();
  return durabilityLedger<BalancerOperation, FactChange>({
    nodes: trial.nodes,
    operations: trial.operations.values(),
    acknowledgementOf: (operation) => acknowledgementOf(trial, operation),
    changesOf,
    undoneBy: (change) => lineages.undoneBy(change),
  });
}

const received: Acknowledgement = { means: "received" };

function acknowledgementOf(
  { declares }: StreamBalancerAnalysis,
  { call: { name }, outcome }: BalancerOperation,
): Acknowledgement | undefined {
  if (outcome.type !== "ok" || name === "start" || name === "reset-topology") return undefined;
  const { value } = outcome;
  if (value === false || value === "alive" || value === "gone") return undefined;
  return declares.durability?.[name] ?? received;
}
