import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { BalancerOperation } from "../operations.ts";
import { type EntryStory, type Move, isLive, removalsOf } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * A deployment must not lose work, nor make it wait. What a consumer has not finished when it is asked to leave goes to
 * others: it is not acknowledged without a successor, its leases end, nothing stays pending with somebody who has left,
 * and nothing is told any more to whoever asked.
 *
 * A shutdown that failed, or in the middle of which something happened to the process or to a node, is only held to the first.
 */
export const shutdownReleasesUnfinishedWork: StreamBalancerRule = {
  id: "SB-14",
  level: "must",
  statement: "A graceful shutdown gives unfinished work to others, and acknowledges none of it.",
  hint: "What does a shutdown do with what is owned, and with what was delivered and is not owned yet?",
  needs: [],
  check: (trial) => {
    const shutdowns = [...trial.operations.values()].filter(({ call }) => call.name === "shutdown");
    return [
      ...acknowledged(trial),
      ...shutdowns.flatMap((operation) =>
        wasUndisturbed(trial, operation)
          ? [...kept(trial, operation), ...toldAfterwards(trial, operation)]
          : [],
      ),
    ];
  },
};

function acknowledged(trial: StreamBalancerAnalysis): readonly Violation[] {
  return [...trial.messages.values()].flatMap(({ entries, deadLetters, message, content }) => {
    // What cannot be read is judged by `poisonStopsNobody`.
    if (content.item === null) return [];
    const removals = entries
      .flatMap(removalsOf)
      .filter(({ entry, move }) => move.operation?.call.name === "shutdown" && wasOwn(entry, move));
    return removals.flatMap(({ entry, move }): readonly Violation[] => {
      const { operation, index, at, process } = move;
      const dies = trial.lives.at(process ?? "", index)?.untilIndex ?? Infinity;
      // A step that was under way when the process died is carried out after it was given up, and all at once.
      const endedIndex = Math.max(operation?.returnedIndex ?? Infinity, trial.indexAt(at + 1));
      const until = Math.min(endedIndex, dies, trial.endIndex);
      const isThere =
        entries.some((other) => other !== entry && standsIn(other, index, until)) ||
        deadLetters.some((letter) => letter.change === "added" && letter.index <= until);
      if (isThere) return [];
      const because = `the shutdown of ${process} took out ${entry.id} of message ${message} (${content.item!.name}) at ${trial.when(at)}, which was not finished, and put nothing in its place`;
      return [
        { events: evidence(operation?.invokedIndex, index, operation?.returnedIndex), because },
      ];
    });
  });
}

/** Whether an entry had been pending with whoever took it out. Of what was trimmed there is nothing to give back. */
function wasOwn({ moves }: EntryStory, { index, process }: Move): boolean {
  const before = moves.findLast((move) => move.index < index)?.where;
  return before?.place === "pending" && before.consumer === process;
}

/** Whether another entry of a message waited when one was taken out, or came between then and a later position. */
function standsIn({ moves }: EntryStory, index: number, until: number): boolean {
  const before = moves.findLast((move) => move.index < index);
  if (before !== undefined) return isLive(before.where);
  return moves[0]!.index <= until;
}

/** Whether a shutdown went through, and nothing happened to anybody meanwhile. */
function wasUndisturbed(trial: StreamBalancerAnalysis, operation: BalancerOperation): boolean {
  const { outcome, process, invokedIndex, returnedIndex } = operation;
  if (outcome.type !== "ok" || operation.isAside) return false;
  if (!trial.health.isHealthyDuring(process, invokedIndex, returnedIndex)) return false;
  if (trial.nodes.failedShards(invokedIndex, returnedIndex).size > 0) return false;
  return !trial.incidents.some(
    ({ index, event }) =>
      invokedIndex <= index &&
      index <= returnedIndex &&
      (event.type === "fault" || event.type === "node" || event.type === "incident"),
  );
}

function kept(
  trial: StreamBalancerAnalysis,
  { process, invokedIndex, returnedIndex, returnedAt }: BalancerOperation,
): readonly Violation[] {
  const streams = new Set(
    trial.ownerships.filter((own) => own.process === process).map(({ stream }) => stream),
  );
  const leases = [...streams].flatMap((stream): readonly Violation[] => {
    const lease = trial.leases.heldBy(stream, process, returnedIndex);
    if (lease === undefined) return [];
    const because = `${process} had shut down at ${trial.when(returnedAt)}, but keeps the lease of ${stream} until ${trial.when(lease.until!)}`;
    return [{ events: evidence(lease.index, invokedIndex, returnedIndex), because }];
  });
  const pending = entriesGivenTo(trial, process).flatMap((entry): readonly Violation[] => {
    const { id, moves, content } = entry;
    const move = moves.findLast(({ index }) => index < returnedIndex);
    if (move === undefined || move.where.place !== "pending" || move.where.consumer !== process) {
      return [];
    }
    const because = `${process} had shut down at ${trial.when(returnedAt)}, but ${id} (${content.item?.name ?? "poisoned"}) is still pending with it`;
    return [{ events: evidence(move.index, invokedIndex, returnedIndex), because }];
  });
  return [...leases, ...pending];
}

const known = new WeakMap<StreamBalancerAnalysis, ReadonlyMap<string, readonly EntryStory[]>>();

/** The entries that were ever pending with a process. */
function entriesGivenTo(trial: StreamBalancerAnalysis, process: string): readonly EntryStory[] {
  const found = known.get(trial) ?? byConsumer(trial);
  known.set(trial, found);
  return found.get(process) ?? [];
}

function byConsumer(trial: StreamBalancerAnalysis): ReadonlyMap<string, readonly EntryStory[]> {
  const given = new Map<string, EntryStory[]>();
  for (const entry of trial.entries) {
    const consumers = new Set(
      entry.moves.flatMap(({ where }) => (where.place === "pending" ? [where.consumer] : [])),
    );
    for (const consumer of consumers) {
      const own = given.get(consumer);
      if (own === undefined) given.set(consumer, [entry]);
      else own.push(entry);
    }
  }
  return given;
}

function toldAfterwards(
  trial: StreamBalancerAnalysis,
  { process, returnedIndex, returnedAt }: BalancerOperation,
): readonly Violation[] {
  const untilIndex = Math.min(
    trial.lives.at(process, returnedIndex)?.untilIndex ?? Infinity,
    trial.history.length,
  );
  for (let index = returnedIndex + 1; index < untilIndex; index++) {
    const event = trial.history[index]!;
    if (event.type !== "notified" || event.process !== process) continue;
    const because = `${process} had shut down at ${trial.when(returnedAt)}, but was told "${event.notification.type}" at ${trial.when(event.at)}`;
    return [{ events: evidence(returnedIndex, index), because }];
  }
  return [];
}
