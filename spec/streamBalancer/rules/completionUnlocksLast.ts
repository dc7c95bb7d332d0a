import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import { isLive } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * From when the lease is let go the data stream is free. If its entry is still there by then, whoever looks takes the work for dead
 * and does it again; if it is acknowledged and not deleted, it stays in the stream for ever when the process dies.
 */
export const completionUnlocksLast: StreamBalancerRule = {
  id: "SB-13",
  level: "must",
  statement: "A completion acknowledges and deletes before it ends the lease.",
  hint: "In which order does a completion acknowledge, delete and unlock, if that is not one step?",
  needs: [],
  check: (trial) =>
    [...trial.operations.values()].flatMap((operation): readonly Violation[] => {
      if (operation.call.name !== "complete") return [];
      const { op, process, call, invokedIndex } = operation;
      const released = trial.leases
        .of(call.stream)
        .find((state) => state.op === op && state.until === null && state.process === process);
      const owned = trial
        .ownershipsOf(call.stream)
        .findLast((own) => own.process === process && own.fromIndex < invokedIndex);
      if (released === undefined || owned === undefined) return [];
      const place = placeAt(trial, call.stream, owned.id, released.index, process);
      if (place === null) return [];
      return [
        {
          events: evidence(owned.fromIndex, invokedIndex, released.index),
          because: `the completion of ${call.stream} by ${process} ended the lease at ${trial.when(released.at)}, while its entry ${owned.id} was ${place}`,
        },
      ];
    }),
};

/** Where an entry was that should have been gone; null when it was, or when it was not this consumer's any more. */
function placeAt(
  trial: StreamBalancerAnalysis,
  stream: string,
  id: string,
  index: number,
  process: string,
): string | null {
  const entry = (trial.entriesOf.get(stream) ?? []).findLast(
    (story) => story.id === id && story.moves[0]!.index < index,
  );
  const move = entry?.moves.findLast((candidate) => candidate.index < index);
  if (move === undefined) return null;
  if (move.where.place === "stranded") {
    return move.process === process ? "acknowledged, but not deleted" : null;
  }
  if (!isLive(move.where)) return null;
  return "consumer" in move.where && move.where.consumer !== process ? null : "still pending";
}
