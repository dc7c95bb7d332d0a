import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { acknowledgementOf, durabilityLedgerOf } from "../durabilityLedger.ts";
import type { IncidentKind } from "../../worldEvent.ts";
import type { Operation } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { tellOperation } from "../tellOperation.ts";

/**
 * An acknowledgement means what the subject declares that it means (`durability`): the durability ledger
 * says which operations are gone, and whether that was allowed.
 *
 * What was acknowledged and never reached a server at all was not received by anybody. That is only judged while the
 * process had no other call open: a request that a client sends again later can belong to either.
 */
export const acknowledgedChangeIsDurable: SchedulerRule = {
  id: "SC-20",
  level: "must",
  statement: "An acknowledged change is lost only by what its declared acknowledgement allows.",
  hint: "Is the change acknowledged before as many nodes have it as the subject declares, or is an unknown outcome taken for one?",
  needs: [],
  check: (trial) => [...lostAgainstTheDeclaration(trial), ...neverReceived(trial)],
};

function lostAgainstTheDeclaration(trial: SchedulerAnalysis): readonly Violation[] {
  return durabilityLedgerOf(trial).flatMap((entry) => {
    if (entry.fate !== "lost" || entry.acknowledgement.means !== "replicated") return [];
    const { operation, acknowledgement, change, setback } = entry;
    const { invokedIndex, returnedIndex, returnedAt } = operation;
    const replicas = acknowledgement.replicas === 1 ? "a replica" : `${acknowledgement.replicas} replicas`; // prettier-ignore
    const who = `${tellOperation(operation)} on ${change.id} was acknowledged at ${trial.when(returnedAt)} as held by ${replicas}`;
    const by = `${incidentWords[setback.event.incident]} ${setback.event.node} at ${trial.when(setback.event.at)}`;
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

function neverReceived(trial: SchedulerAnalysis): readonly Violation[] {
  return trial.operations.flatMap((operation) => {
    const { cost, process, invokedIndex, returnedIndex, returnedAt } = operation;
    if (cost === null || cost.commands > 0) return [];
    const acknowledgement = acknowledgementOf(trial, operation);
    if (acknowledgement === undefined || acknowledgement.means === "none") return [];
    if (trial.operationsBy(process).some((other) => overlaps(other, operation))) return [];
    const because = `${tellOperation(operation)} was acknowledged at ${trial.when(returnedAt)}, but no server had received it`;
    return [{ events: evidence(invokedIndex, returnedIndex), because }];
  });
}

const overlaps = (other: Operation, operation: Operation): boolean =>
  other !== operation &&
  other.invokedIndex < operation.returnedIndex &&
  operation.invokedIndex < other.returnedIndex;
