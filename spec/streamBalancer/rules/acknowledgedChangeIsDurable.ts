import { lostAgainstTheDeclaration } from "../../durabilityLedger.ts";
import { durabilityLedgerOf } from "../durabilityLedger.ts";
import type { BalancerOperation } from "../operations.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * An acknowledgement means what the subject declares that it means (`durability`): the durability ledger says which
 * operations are gone, and whether that was allowed. `noMessageIsLost` asks the same of messages, whoever moved them last.
 */
export const acknowledgedChangeIsDurable: StreamBalancerRule = {
  id: "SB-24",
  level: "must",
  statement: "An acknowledged change is lost only by what its declared acknowledgement allows.",
  hint: "Is the change acknowledged before as many nodes have it as the subject declares, or is an unknown outcome taken for one?",
  needs: [],
  check: (trial) => lostAgainstTheDeclaration(durabilityLedgerOf(trial), trial.when, tell),
};

function tell({ call, process }: BalancerOperation): string {
  switch (call.name) {
    case "add":
      return `the addition of ${call.item.name} by ${process}`;
    case "claim":
      return `the recovery of ${call.stream} by ${process}`;
    case "complete":
      return `the completion of ${call.stream} by ${process}`;
    case "fail":
      return `the failure of ${call.stream} by ${process}`;
    default:
      return `the ${call.name} of ${process}`;
  }
}
