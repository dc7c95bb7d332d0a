import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import { recoveryMs } from "../recoveryMs.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import { isCompletion, isLive, removalsOf } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * A flush, a failover or an operator can take the consumer group. Without it nobody is given anything, so it is created
 * again; not at the end of the stream, which would pass over what waits there, and not so that what was done is done again.
 * The same goes for its first creation: what was added before it is work, too.
 */
export const lostGroupComesBack: StreamBalancerRule = {
  id: "SB-19",
  level: "must",
  statement:
    "A group that is created, for the first time or again, passes over no message and gives out none that was completed.",
  hint: "At which id is the group created, and is everything that is done deleted from the stream?",
  needs: [],
  check: (trial) => [...passedOver(trial), ...givenAgain(trial), ...stillLost(trial)],
};

function passedOver(trial: StreamBalancerAnalysis): readonly Violation[] {
  return creations(trial).flatMap(({ index, at, process }) =>
    [...trial.messages.values()].flatMap(({ message, entries, content }): readonly Violation[] => {
      const isDone = entries.flatMap(removalsOf).some((removal) => isCompletion(trial, removal));
      if (isDone) return [];
      const moves = entries.flatMap(({ moves }) => moves);
      const stranded = moves.find(
        (move) =>
          move.where.place === "stranded" &&
          move.at === at &&
          move.process === process &&
          Math.abs(move.index - index) <= moves.length + trial.entries.length,
      );
      if (stranded === undefined) return [];
      if (entries.some((entry) => wasLiveJustBefore(entry.moves, stranded.index) === false)) return []; // prettier-ignore
      const because = `${process} created the group at ${trial.when(at)} behind message ${message} (${content.item?.name ?? "poisoned"}), which nobody will be given`;
      return [{ events: evidence(moves[0]?.index, index, stranded.index), because }];
    }),
  );
}

/** Whether an entry waited right before a position; undefined when it was not there. */
function wasLiveJustBefore(
  moves: readonly { readonly index: number; readonly where: Parameters<typeof isLive>[0] }[],
  index: number,
): boolean | undefined {
  const move = moves.findLast((candidate) => candidate.index < index);
  return move === undefined ? undefined : isLive(move.where);
}

type Creation = { readonly index: number; readonly at: number; readonly process: string };

function creations(trial: StreamBalancerAnalysis): readonly Creation[] {
  return trial.history.flatMap((event, index): readonly Creation[] =>
    event.type === "group" && event.exists && event.process !== null && event.aside === undefined
      ? [{ index, at: event.at, process: event.process }]
      : [],
  );
}

/** Messages that were completed and are given to somebody after the group was created again. */
function givenAgain(trial: StreamBalancerAnalysis): readonly Violation[] {
  const created = creations(trial);
  return trial.entries.flatMap((entry): readonly Violation[] => {
    const completion = removalsOf(entry).find((removal) => isCompletion(trial, removal));
    if (completion === undefined) return [];
    const { index: doneIndex, at: doneAt } = completion.move;
    const again = entry.moves.find(
      ({ index, where }) => index > doneIndex && where.place === "pending",
    );
    const creation = created.findLast(({ index }) => index < (again?.index ?? -1));
    if (again === undefined || creation === undefined || creation.index < doneIndex) return [];
    if (trial.setbackWithin(doneIndex, again.index) !== undefined) return [];
    const because = `${entry.id} (${entry.content.item?.name}) was completed at ${trial.when(doneAt)}, but given out again at ${trial.when(again.at)} after ${creation.process} had created the group anew`;
    return [{ events: evidence(doneIndex, creation.index, again.index), because }];
  });
}

/** A group that nobody creates again in quiet times. */
function stillLost(trial: StreamBalancerAnalysis): readonly Violation[] {
  const events = trial.history.flatMap((event, index) =>
    event.type === "group" && event.aside === undefined ? [{ ...event, index }] : [],
  );
  const last = events.at(-1);
  if (last === undefined || last.exists) return [];
  const sinceAt = Math.max(last.at, trial.settledAt);
  const dueAt = sinceAt + recoveryMs(trial);
  if (dueAt >= trial.endAt || !trial.isServed(sinceAt, dueAt)) return [];
  const because = `the group was lost at ${trial.when(last.at)}, and nobody created it again`;
  return [{ events: evidence(last.index, trial.endIndex), because }];
}
