import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { EntryStory, Move } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Slow is not dead. As long as the consumer that has an entry holds the lease of its data stream nobody else takes the entry out
 * or over, however long it is pending; nor before, on the way from the delivery to the lease, unless it has been idle for
 * so long that nobody can tell it from dead.
 *
 * What counts is the lease as it lies in Redis, so whatever an incident or a clock did to it is accounted for. Of the way to
 * the lease only a consumer is judged that was well all along, in a world in which nothing happened meanwhile: what is idle
 * for longer than the subject waits may be recovered, but then its consumer must not be told that it owns it.
 */
export const livingOwnerIsNotDisturbed: StreamBalancerRule = {
  id: "SB-4",
  level: "must",
  statement:
    "What a consumer was given is not recovered while it holds the lease, nor handed to it when it was recovered before.",
  hint: "Are the look at the lease and the recovery one step, and does whoever takes the lease look whether the entry is still its own?",
  needs: [],
  check: (trial) => [
    ...trial.entries.flatMap((entry) => disturbed(trial, entry)),
    ...toldTooLate(trial),
  ],
};

function disturbed(trial: StreamBalancerAnalysis, entry: EntryStory): readonly Violation[] {
  const { id, content, moves } = entry;
  const stream = content.item?.name;
  if (stream === undefined) return [];
  return moves.flatMap((move, position): readonly Violation[] => {
    const before = moves[position - 1];
    if (before === undefined || move.setback !== null || move.process === null) return [];
    if (before.where.place !== "pending") return [];
    const { consumer } = before.where;
    if (move.process === consumer || !isTaken(move, consumer)) return [];
    const life = trial.lives.at(consumer, move.index);
    if (life === null || life.fromIndex > before.index) return [];

    const lease = trial.leases.heldBy(stream, consumer, move.index);
    if (lease === undefined || lease.index < before.index) return [];
    // It may hold the lease for another entry of the same name, which this one has to wait for.
    const owned = trial
      .ownershipsOf(stream)
      .findLast((own) => own.process === consumer && own.fromIndex < move.index);
    if (owned !== undefined && owned.fromIndex > before.index && owned.id !== id) return [];
    return [
      {
        events: evidence(before.index, lease.index, move.index),
        because: `${move.process} took ${id} (${stream}) at ${trial.when(move.at)} from ${consumer}, which holds the lease of ${stream} until ${trial.when(lease.until!)}`,
      },
    ];
  });
}

/** Whether a move took an entry away from a consumer: out of its pending ones, or over to another. */
const isTaken = ({ where }: Move, consumer: string): boolean =>
  where.place === "gone" ||
  where.place === "stranded" ||
  (where.place === "pending" && where.consumer !== consumer);

/** Owners that are told of an entry that somebody had recovered from them before they took the lease. */
function toldTooLate(trial: StreamBalancerAnalysis): readonly Violation[] {
  return trial.ownerships.flatMap((ownership): readonly Violation[] => {
    const { process, stream, id, fromIndex, fromAt } = ownership;
    const entry = (trial.entriesOf.get(stream) ?? []).findLast(
      (story) => story.id === id && story.moves[0]!.index < fromIndex,
    );
    // The lease that it was told of: what is true when that was set decides, for news take their time.
    const lease = trial.leases
      .of(stream)
      .findLast(({ index, holder }) => index < fromIndex && holder === process);
    const setIndex = lease?.index ?? fromIndex;
    const move = entry?.moves.findLast(({ index }) => index < setIndex);
    if (entry === undefined || move === undefined || move.process === null) return [];
    if (move.where.place === "pending" && move.where.consumer === process) return [];
    if (move.where.place === "undelivered" || move.where.place === "trimmed") return [];
    if (move.setback !== null || move.process === process) return [];
    if (trial.setbackWithin(move.index, fromIndex) !== undefined) return [];
    if (trial.wasAside(stream, move.index, fromIndex)) return [];
    const given = entry.moves.findLast(
      ({ index, where }) =>
        index < move.index && where.place === "pending" && where.consumer === process,
    );
    return [
      {
        events: evidence(given?.index, move.index, lease?.index, fromIndex),
        because: `${process} was told at ${trial.when(fromAt)} that it owns ${stream} by ${id}, which ${move.process} had taken out at ${trial.when(move.at)}`,
      },
    ];
  });
}
