import { type Lineages, type Setback, LineageBuilder } from "../lineage.ts";
import type { Authors } from "./authors.ts";
import type { EntryPlace, StreamBalancerHistory } from "./history.ts";
import type { BalancerOperation } from "./operations.ts";

/** An entry of the input stream, or a dead letter, is somewhere else now. Its state in words; null: it is not there. */
export type FactChange = {
  readonly index: number;
  readonly id: string;
  readonly after: string | null;
  readonly parent: FactChange | null;
  readonly aside: string | null;
  /** What it was done for; null when nobody knows, or nobody did it. */
  readonly operation: BalancerOperation | null;
};

/** What the entries and dead letters of a run came from. */
export type Facts = {
  readonly lineages: Lineages<FactChange>;
  /** What an operation changed, wherever that was. */
  readonly changesOf: (operation: BalancerOperation) => readonly FactChange[];
};

/** Follows every entry and every dead letter through a history, also to nodes that had been replaced. */
export function factsOf(
  history: StreamBalancerHistory,
  operations: ReadonlyMap<number, BalancerOperation>,
  authors: Authors,
): Facts {
  const lineage = new LineageBuilder<string, FactChange>((a, b) => a === b);
  const first = new Map<string, FactChange>();
  const byOperation = new Map<BalancerOperation, FactChange[]>();
  /** The incident whose consequences are being told; null once anything else has been. */
  let setback: Setback | null = null;

  for (let index = 0; index < history.length; index++) {
    const event = history[index]!;
    if (event.type === "incident") {
      setback = { index, event };
      lineage.begin(setback);
      continue;
    }
    const isData =
      event.type === "entry" ||
      event.type === "dead-letter" ||
      event.type === "lease" ||
      event.type === "group";
    if (!isData || event.process !== null) setback = null;
    if (event.type !== "entry" && event.type !== "dead-letter") continue;

    // An id may come again after an incident, for another message.
    const id = `${event.type} ${event.id} of ${event.content.message}`;
    const aside = event.aside?.node ?? null;
    const after = event.type === "entry" ? placeInWords(event.where) : letterInWords(event.change);
    const named = event.op === null ? undefined : operations.get(event.op);
    const possible = event.type === "entry" ? authors(index) : named === undefined ? [] : [named];
    const operation = possible.length === 1 ? possible[0]! : null;
    // What an incident left in a state that it never had was added nevertheless.
    const parent =
      setback === null ? lineage.parentOf(id, aside) : after === null ? null : (first.get(id) ?? null); // prettier-ignore
    const change: FactChange = { index, id, after, parent, aside, operation };
    if (setback !== null) {
      lineage.restore(change, setback);
      continue;
    }
    lineage.add(change);
    if (!first.has(id)) first.set(id, change);
    if (operation === null) continue;
    const own = byOperation.get(operation);
    if (own === undefined) byOperation.set(operation, [change]);
    else own.push(change);
  }
  return {
    lineages: lineage.lineages(),
    changesOf: (operation) => byOperation.get(operation) ?? [],
  };
}

function placeInWords(where: EntryPlace): string | null {
  if (where.place === "gone") return null;
  return "consumer" in where ? `${where.place} ${where.consumer} ${where.deliveries}` : where.place;
}

const letterInWords = (change: "added" | "removed"): string | null =>
  change === "added" ? "there" : null;
