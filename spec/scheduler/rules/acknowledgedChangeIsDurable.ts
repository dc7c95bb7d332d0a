import { lostAgainstTheDeclaration } from "../../durabilityLedger.ts";
import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { acknowledgementOf, durabilityLedgerOf } from "../durabilityLedger.ts";
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
  check: (trial) => [
    ...lostAgainstTheDeclaration(
      durabilityLedgerOf(trial),
      trial.when,
      (operation, { id }) => `${tellOperation(operation)} on ${id}`,
    ),
    ...neverReceived(trial),
  ],
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
