import type { Violation } from "../../rule.ts";
import type { SchedulerAnalysis } from "../analyse.ts";
import type { ScheduleId } from "../contract.ts";
import type { IndexEntry, ScheduleState } from "../history.ts";
import { type SchedulerRule, evidence } from "../schedulerRule.ts";
import { isOpenAtEnd } from "../stillAtWork.ts";

/**
 * The index holds nothing of its own: at rest it follows from the canonical schedules. Whatever differs is a schedule
 * that will be claimed too late, never, or looked at in vain for ever.
 *
 * Not judged: schedules that an unfinished call is working on, and entries that a data fault hit so late that the
 * promised lateness, which is how long a repair may take, was not over when the run ended.
 */
export const indexIsDerived: SchedulerRule = {
  id: "SC-5",
  level: "must",
  statement:
    "At rest the index holds exactly the active schedules that have a next occurrence, each at the time when it can be claimed.",
  hint: "Which write changes the hash without the index, and who repairs an entry that nobody reaches?",
  needs: ["index"],
  check(trial) {
    const { index, schedules } = trial.final;
    const excused = excusedIds(trial);
    if (excused === "everything") return [];
    if (index === null) {
      const cause = trial.dataFaults.findLast(({ fault }) => fault === "wrong-type");
      const because =
        "the index cannot be read: at the end its key holds another type than a sorted set";
      return [{ events: evidence(cause?.index, trial.endIndex), because }];
    }

    const violations: Violation[] = [];
    const report = (id: ScheduleId, because: string): void => {
      if (excused.has(id)) return;
      const change = trial.timelines.get(id)?.at(-1);
      const fault = trial.dataFaults.findLast((strike) => strike.id === id);
      violations.push({ events: evidence(fault?.index, change?.index, trial.endIndex), because });
    };

    const scores = new Map(index.map(({ member, score }) => [member, score]));
    for (const [id, state] of schedules) {
      const because = complaint(trial, id, state, scores.get(id));
      if (because !== undefined) report(id, because);
    }
    for (const entry of index) {
      if (schedules.has(entry.member)) continue;
      report(entry.member, stranger(trial, entry));
    }
    return violations;
  },
};

function complaint(
  trial: SchedulerAnalysis,
  id: ScheduleId,
  state: ScheduleState,
  score: number | undefined,
): string | undefined {
  const expected = state.status === "active" ? claimableAt(state) : null;
  if (expected === null) {
    if (score === undefined) return undefined;
    const why = state.status === "paused" ? "is paused" : "has no next occurrence";
    return `the index names ${id} for ${at(trial, score)}, but the schedule ${why}`;
  }
  if (score === expected) return undefined;
  // Whether a schedule that has used up its occurrences keeps its last instant is the subject's choice.
  if (score === undefined && isExhausted(state)) return undefined;
  const due = `but the schedule can be claimed from ${at(trial, expected)} on`;
  if (score === undefined) return `the index misses ${id}, ${due}`;
  if (!Number.isFinite(score))
    return `the index names ${id} with the malformed score ${score}, ${due}`;
  const direction = score < expected ? "early" : "late";
  return `the index names ${id} too ${direction}, for ${at(trial, score)}, ${due}`;
}

/** An occurrence under a lease can be claimed again when the lease ends. */
function claimableAt(state: ScheduleState): number | null {
  return state.nextRunAtMs === null ? null : (state.leasedUntilMs ?? state.nextRunAtMs);
}

function isExhausted({
  limit,
  runCount,
  leasedUntilMs,
  nextRunAtMs,
  toMs,
}: ScheduleState): boolean {
  const isBeyondEnd = toMs !== null && nextRunAtMs !== null && nextRunAtMs > toMs;
  return isBeyondEnd || (limit !== null && runCount >= limit && leasedUntilMs === null);
}

function stranger(trial: SchedulerAnalysis, { member, score }: IndexEntry): string {
  const due = score < trial.startAt ? "as already due" : `for ${at(trial, score)}`;
  const entry = `the index holds "${member}" ${due}`;
  if (trial.timelines.has(member)) return `${entry}, but that schedule does not exist any more`;
  return Number.isFinite(score)
    ? `${entry}, but no such schedule ever existed`
    : `${entry}, a malformed entry that names no schedule`;
}

function excusedIds(trial: SchedulerAnalysis): ReadonlySet<ScheduleId> | "everything" {
  const excused = new Set<ScheduleId>();
  for (const operation of trial.operations) {
    if (!isOpenAtEnd(operation)) continue;
    for (const { id } of operation.changes) excused.add(id);
    const { call } = operation;
    if (call.name === "migrate") return "everything";
    if ("id" in call) excused.add(call.id);
    if (call.name === "define") excused.add(call.config.id);
    if (call.name === "complete") excused.add(call.claim.id);
  }
  for (const { at: struckAt, id } of trial.dataFaults) {
    if (struckAt + trial.latenessMsMax <= trial.endAt) continue;
    if (id === null) return "everything";
    excused.add(id);
  }
  return excused;
}

function at(trial: SchedulerAnalysis, score: number): string {
  return Number.isFinite(score) ? trial.when(score) : String(score);
}
