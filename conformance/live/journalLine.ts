import type { Outcome } from "../../spec/outcome.ts";
import type { AnyCall, LiveEvent } from "./liveTrial.ts";

/**
 * What a worker process writes down, a line of JSON each, before it goes on: whatever kills it, the lines are in the
 * file. `atUs` is its own clock, in microseconds since the epoch.
 */
export type JournalLine = { readonly atUs: number } & (
  | { readonly type: "started" }
  | { readonly type: "invoked"; readonly op: number; readonly call: AnyCall }
  | { readonly type: "returned"; readonly op: number; readonly outcome: Outcome<unknown> }
  /** Something else that its contract's history tells of the process. */
  | { readonly type: "told"; readonly event: LiveEvent }
  /** How much later a timer came than it should have. */
  | { readonly type: "lag"; readonly lagUs: number }
  | { readonly type: "clock"; readonly errorUs: number }
);

/** The lines of a journal; the last one may be cut short, as its writer may have been killed in it. */
export function readJournal(text: string): readonly JournalLine[] {
  return text
    .split("\n")
    .slice(0, -1) // what follows the last end of a line is no line
    .map((line) => {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by our own worker, in this version
      return JSON.parse(line) as JournalLine;
    });
}
