import type { LedgerFigures } from "../spec/durability.ts";
import { grouped } from "./grouped.ts";

/**
 * The durability ledger in a line: what was acknowledged, and what became of it, e.g. "9,000 acknowledged  8,960
 * survived  38 may have been lost  2 lost  (failover 36, flush 4)". Null when nothing was acknowledged.
 */
export function tellLedger(ledger: LedgerFigures): string | null {
  const { acknowledged, survived, mayHaveBeenLost, lost, takenBy } = ledger;
  if (acknowledged === 0) return null;
  const taken = Object.entries(takenBy).map(([incident, times]) => `${incident} ${grouped(times)}`);
  return [
    `${grouped(acknowledged)} acknowledged`,
    `${grouped(survived)} survived`,
    `${grouped(mayHaveBeenLost)} may have been lost`,
    `${grouped(lost)} lost`,
    ...(taken.length === 0 ? [] : [`(${taken.join(", ")})`]),
  ].join("  ");
}
