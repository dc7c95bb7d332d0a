import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import { recoveryMs } from "../recoveryMs.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { BalancerOperation } from "../operations.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * What is left over each time adds up: an acknowledged entry that stays in the stream, an id that is pending without an
 * entry, the name of a consumer that is gone, a connection, a timer.
 *
 * Only what is left at the end of the quiet phase counts. An entry that the group has passed over because it was created
 * behind it is no leak: see `lostGroupComesBack`. Of processes and names only those are judged whose last shutdown went
 * through while all was well.
 */
export const nothingLeaks: StreamBalancerRule = {
  id: "SB-20",
  level: "must",
  statement:
    "In the end no acknowledged entry, dead pending id, consumer's name, connection or timer is left over.",
  hint: "Does every way out of an entry delete it, whatever crashes, and does a shutdown give everything back?",
  needs: [],
  check: (trial) =>
    trial.quietAt === Infinity
      ? []
      : [...leftEntries(trial), ...leftNames(trial), ...leftInProcesses(trial)],
};

function leftEntries(trial: StreamBalancerAnalysis): readonly Violation[] {
  const lateMs = recoveryMs(trial);
  return trial.entries.flatMap(({ id, moves, content }): readonly Violation[] => {
    const last = moves.at(-1)!;
    const { place } = last.where;
    const of = `${id} (${content.item?.name ?? content.message})`;
    if (place === "stranded") {
      // The step that deletes it may still come; what a group was created behind was never given to anybody.
      if (last.process === null || last.at + trial.options.leaseMs > trial.endAt) return [];
      if (moves.at(-2)?.where.place === "undelivered") return [];
      const because = `${of} was acknowledged by ${last.process} at ${trial.when(last.at)} and is still in the stream at the end`;
      return [{ events: evidence(last.index, trial.endIndex), because }];
    }
    if (place !== "trimmed") return [];
    const sinceAt = Math.max(last.at, trial.settledAt);
    if (sinceAt + lateMs >= trial.endAt || !trial.isServed(sinceAt, sinceAt + lateMs)) return [];
    const because = `${of} was trimmed by ${trial.when(last.at)} and is still pending at the end`;
    return [{ events: evidence(last.index, trial.endIndex), because }];
  });
}

/** Every consumer's process that has not left properly may have left one name in the group. */
function leftNames(trial: StreamBalancerAnalysis): readonly Violation[] {
  const { groupConsumers } = trial.final;
  const staying = trial.consumers.filter((process) => lastShutdown(trial, process) === undefined);
  if (groupConsumers.length <= staying.length) return [];
  const because = `the group still names ${groupConsumers.join(", ")}, although ${staying.length === 0 ? "all consumers have" : `all but ${staying.join(", ")} have`} shut down`;
  const shutdowns = trial.consumers.map((process) => lastShutdown(trial, process)?.returnedIndex);
  return [{ events: evidence(...shutdowns, trial.endIndex), because }];
}

function leftInProcesses(trial: StreamBalancerAnalysis): readonly Violation[] {
  return trial.final.processes.flatMap(
    ({ process, isRunning, connections, subscriptions, timers }): readonly Violation[] => {
      const shutdown = lastShutdown(trial, process);
      if (isRunning || shutdown === undefined) return [];
      const left = [
        ...counted(connections, "connection"),
        ...counted(subscriptions, "subscription"),
        ...counted(timers, "timer"),
      ];
      if (left.length === 0) return [];
      const because = `${process} had shut down at ${trial.when(shutdown.returnedAt)}, but still has ${left.join(", ")}`;
      return [{ events: evidence(shutdown.returnedIndex, trial.endIndex), because }];
    },
  );
}

const counted = (count: number, what: string): readonly string[] =>
  count === 0 ? [] : [`${count} ${what}${count === 1 ? "" : "s"}`];

/** The shutdown with which a process left for good, in the quiet phase; undefined when it did not. */
function lastShutdown(
  trial: StreamBalancerAnalysis,
  process: string,
): BalancerOperation | undefined {
  const last = [...trial.operations.values()].findLast(
    (operation) => operation.process === process,
  );
  if (last?.call.name !== "shutdown" || last.outcome.type !== "ok") return undefined;
  if (last.invokedIndex < trial.quietIndex) return undefined;
  return trial.health.isHealthyDuring(process, last.invokedIndex, trial.endIndex)
    ? last
    : undefined;
}
