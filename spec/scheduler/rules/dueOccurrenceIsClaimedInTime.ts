import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import { claimability } from "../claimability.ts";
import type { ScheduleId } from "../contract.ts";
import { foundNothing } from "../grants.ts";
import { type Operation, isWork } from "../operations.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { type Reign, reignsWithin } from "../stateTimeline.ts";

/**
 * "It stops" and "it is late" are what queues are reported for most. A healthy worker that asks and is told that
 * nothing is due proves it, when something has been waiting for longer than the subject promised. So does a quiet
 * period in which something waits and no worker is told anything at all.
 *
 * Waiting is counted from the last change of the schedule, and from the last fault in anybody's data: each may be
 * what a claim has to repair first. A worker that asked a node which had been replaced is not blamed, nor is a server's
 * clock that is behind.
 */
export const dueOccurrenceIsClaimedInTime: SchedulerRule = {
  id: "SC-13",
  level: "must",
  statement: "A due occurrence is claimed by an idle healthy worker within the promised time.",
  hint: "What brings back a schedule that the index misses or names too late, and how soon?",
  needs: [],
  check(trial) {
    const idle = trial.operations.filter(
      (operation) => foundNothing(operation) && !operation.isAside,
    );
    const violations: Violation[] = [];
    for (const [id, timeline] of trial.timelines) {
      for (const reign of reignsWithin(timeline, 0, Infinity)) {
        const violation = overlooked(trial, idle, id, reign) ?? stuck(trial, id, reign);
        if (violation !== undefined) violations.push(violation);
      }
    }
    return violations;
  },
};

/** The first claim that answered "nothing is due" while this schedule had been waiting for too long. */
function overlooked(
  trial: SchedulerAnalysis,
  idle: readonly Operation[],
  id: ScheduleId,
  reign: Reign,
): Violation | undefined {
  const could = claimability(reign.state);
  if (could === null) return undefined;
  const sinceMs = Math.max(could.fromMs, reign.fromAt);
  for (
    let next = firstInvokedAfter(idle, sinceMs + trial.latenessMsMax);
    next < idle.length;
    next++
  ) {
    const { process, invokedIndex, invokedAt, returnedIndex, returnedAt } = idle[next]!;
    if (invokedIndex > reign.untilIndex || invokedAt > could.untilMs) return undefined;
    if (invokedIndex < reign.fromIndex || returnedIndex > reign.untilIndex) continue;
    const aheadMs = trial.nodes.clockAheadMs(invokedIndex, returnedIndex);
    if (returnedAt + aheadMs > could.untilMs) continue;
    const waitingMs = Math.max(sinceMs, lastFaultAt(trial, returnedIndex));
    const behindMs = trial.nodes.clockBehindMs(reign.fromIndex, returnedIndex);
    if (invokedAt <= waitingMs + trial.latenessMsMax + behindMs) continue;
    if (!trial.health.isHealthyDuring(process, invokedIndex, returnedIndex)) continue;
    return {
      events: evidence(reign.fromIndex, invokedIndex, returnedIndex),
      because: `schedule ${id} could be claimed from ${trial.when(waitingMs)} on, but ${process} asked at ${trial.when(invokedAt)} and was told that nothing is due`,
    };
  }
  return undefined;
}

/** A schedule that waited through the quiet period while no worker's claim was answered at all. */
function stuck(trial: SchedulerAnalysis, id: ScheduleId, reign: Reign): Violation | undefined {
  const could = claimability(reign.state);
  if (could === null || reign.untilIndex !== Infinity || could.untilMs < trial.endAt)
    return undefined;
  const sinceMs = Math.max(
    could.fromMs,
    reign.fromAt,
    trial.quietAt,
    trial.setbacks.at(-1)?.event.at ?? -Infinity,
    lastFaultAt(trial, trial.endIndex),
  );
  const lateMs =
    sinceMs + trial.latenessMsMax + trial.nodes.clockBehindMs(reign.fromIndex, trial.endIndex);
  if (lateMs >= trial.endAt) return undefined;

  // A worker may have had others to serve first. Then the promise is only broken when silence followed, and for so
  // long that each worker must have asked again.
  const silenceFromMs = trial.endAt >= lateMs + trial.latenessMsMax ? lateMs : sinceMs;
  if (isAnythingDoneSince(trial, silenceFromMs)) return undefined;
  const fromIndex = trial.history.findIndex(({ at }) => at > sinceMs);
  const worker = idleWorkers(trial).find(
    ({ process, first }) =>
      first.invokedAt <= sinceMs &&
      trial.health.isHealthyDuring(process, fromIndex, trial.endIndex),
  );
  if (worker === undefined) return undefined;
  return {
    events: evidence(
      reign.fromIndex,
      worker.last.invokedIndex,
      worker.last.returnedIndex,
      trial.endIndex,
    ),
    because: `schedule ${id} could be claimed from ${trial.when(sinceMs)} on, but no claim was answered until the end at ${trial.when(trial.endAt)}; the last call of ${worker.process} was ${worker.last.call.name} at ${trial.when(worker.last.invokedAt)}`,
  };
}

type Worker = { readonly process: string; readonly first: Operation; readonly last: Operation };

/** Processes that poll, with their first and last call, except those that were dispatching when the run ended. */
function idleWorkers(trial: SchedulerAnalysis): readonly Worker[] {
  const workers = new Map<string, Worker>();
  for (const operation of trial.operations) {
    if (!isWork(operation)) continue;
    const { process } = operation;
    const first = workers.get(process)?.first ?? operation;
    workers.set(process, { process, first, last: operation });
  }
  return [...workers.values()].filter(({ last }) => {
    const isClaimed = last.call.name === "claim" && last.outcome.type === "ok";
    return !isClaimed || foundNothing(last);
  });
}

function isAnythingDoneSince(trial: SchedulerAnalysis, sinceMs: number): boolean {
  return trial.history.some(
    (event) =>
      event.at >= sinceMs &&
      (event.type === "dispatched" ||
        (event.type === "returned" && event.name === "claim" && event.outcome.type === "ok")),
  );
}

function lastFaultAt(trial: SchedulerAnalysis, index: number): number {
  return trial.dataFaults.findLast((strike) => strike.index <= index)?.at ?? -Infinity;
}

function firstInvokedAfter(operations: readonly Operation[], at: number): number {
  let low = 0;
  let high = operations.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (operations[middle]!.invokedAt <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
