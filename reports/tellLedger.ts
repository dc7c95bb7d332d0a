import type { LedgerFigures } from "../spec/durability.ts";
import { grouped } from "./grouped.ts";

/**
 * The durability ledger in a line: what was acknowledged, and what became of it, e.g. "9,000 acknowledged  8,960
 * survived  38 may have been lost  2 lost  (failover 36, flush 4)  7 done again  (lease over 7)". Null when nothing was
 * acknowledged.
 */
export function tellLedger(ledger: LedgerFigures): string | null {
  const { acknowledged, survived, mayHaveBeenLost, lost, takenBy, repeated } = ledger;
  if (acknowledged === 0) return null;
  const again = Object.values(repeated).reduce((sum, times) => sum + times, 0);
  return [
    `${grouped(acknowledged)} acknowledged`,
    `${grouped(survived)} survived`,
    `${grouped(mayHaveBeenLost)} may have been lost`,
    `${grouped(lost)} lost`,
    ...tellCounts(takenBy),
    ...(again === 0 ? [] : [`${grouped(again)} done again`]),
    ...tellCounts(repeated),
  ].join("  ");
}

function tellCounts(counts: Readonly<Record<string, number>>): readonly string[] {
  const told = Object.entries(counts).map(([name, times]) => `${name} ${grouped(times)}`);
  return told.length === 0 ? [] : [`(${told.join(", ")})`];
}
