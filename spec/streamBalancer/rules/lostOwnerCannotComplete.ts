import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { LeaseState } from "../leases.ts";
import type { BalancerOperation } from "../operations.ts";
import { isCompletion, removalsOf } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * A completion is for the owner, while it is the owner. Whoever has lost the data stream is refused: it must not be told that its
 * work counts while somebody does it again, nor take out the entry under the hands of the next owner.
 *
 * Judged are completions that were answered with true although they took out nothing, and those that took out an entry
 * while no lease of their caller lay in Redis. Not judged: what an incident, a replaced node or a server's clock that was
 * set forward took from the owner without its knowledge. A clock that was set back lets a lease lie as much longer.
 */
export const lostOwnerCannotComplete: StreamBalancerRule = {
  id: "SB-6",
  level: "must",
  statement: "A consumer that does not own a data stream cannot complete it.",
  hint: "Does the completion check the lease and its fence in the step that acknowledges, and does it look at how many were acknowledged?",
  needs: [],
  check: (trial) => [...forNothing(trial), ...withoutLease(trial)],
};

function forNothing(trial: StreamBalancerAnalysis): readonly Violation[] {
  return [...trial.operations.values()].flatMap((operation): readonly Violation[] => {
    const { call, outcome, process, invokedIndex, returnedIndex, returnedAt } = operation;
    if (call.name !== "complete" || outcome.type !== "ok" || outcome.value !== true) return [];
    if (operation.isAside || trial.wasAside(call.stream, invokedIndex, returnedIndex)) return [];
    const owned = trial
      .ownershipsOf(call.stream)
      .findLast((own) => own.process === process && own.fromIndex < invokedIndex);
    const sinceIndex = owned?.fromIndex ?? invokedIndex;
    // The same owner may have said so before, without hearing the answer.
    if (isTakenOut(trial, operation, sinceIndex)) return [];
    if (trial.setbackWithin(sinceIndex, returnedIndex) !== undefined) return [];
    return [
      {
        events: evidence(owned?.fromIndex, owned?.untilIndex, invokedIndex, returnedIndex),
        because: `${process} was told at ${trial.when(returnedAt)} that it completed ${call.stream}, but nothing was taken out`,
      },
    ];
  });
}

function isTakenOut(
  trial: StreamBalancerAnalysis,
  { call, process, returnedIndex }: BalancerOperation,
  sinceIndex: number,
): boolean {
  if (call.name !== "complete") return false;
  return (trial.entriesOf.get(call.stream) ?? [])
    .flatMap(removalsOf)
    .some(
      (removal) =>
        isCompletion(trial, removal) &&
        removal.move.process === process &&
        sinceIndex < removal.move.index &&
        removal.move.index < returnedIndex,
    );
}

function withoutLease(trial: StreamBalancerAnalysis): readonly Violation[] {
  return trial.entries.flatMap((entry) =>
    removalsOf(entry).flatMap((removal): readonly Violation[] => {
      const { operation, index, at, process } = removal.move;
      const stream = entry.content.item?.name;
      if (!isCompletion(trial, removal) || operation === null || stream === undefined) return [];
      if (process === null || trial.leases.heldBy(stream, process, index) !== undefined) return [];
      const states = trial.leases.of(stream).filter((state) => state.index < index);
      const own = states.findLast(({ holder }) => holder === process);
      // Whoever unlocks before it acknowledges has held it: see `completionUnlocksLast`.
      if (states.at(-1)?.op === operation.op) return [];
      const sinceIndex = own?.index ?? operation.invokedIndex;
      if (trial.setbackWithin(sinceIndex, index) !== undefined) return [];
      if (trial.wasAside(stream, sinceIndex, index)) return [];
      if (trial.nodes.clockForwardMs(sinceIndex, index) > 0) return [];
      if (own !== undefined && own === states.at(-1) && liesStill(trial, own, index)) return [];
      const lost = own?.until === undefined || own.until === null ? "it had none" : `its lease had ended at ${trial.when(own.until)}`; // prettier-ignore
      return [
        {
          events: evidence(own?.index, operation.invokedIndex, index, operation.returnedIndex),
          because: `${process} completed ${stream} (${entry.id}) at ${trial.when(at)} without a lease: ${lost}`,
        },
      ];
    }),
  );
}

/**
 * Whether a lease that nobody has changed since may lie in Redis at a position: longer than it was to, because a server's clock
 * was set back, and in its last millisecond (`now > when`: keyIsExpired, db.c of Redis 7.0).
 */
function liesStill(trial: StreamBalancerAnalysis, lease: LeaseState, index: number): boolean {
  if (lease.until === null) return false;
  return trial.history[index]!.at <= lease.until + trial.nodes.clockBackMs(lease.index, index);
}
