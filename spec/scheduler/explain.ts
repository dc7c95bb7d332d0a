import type { Explanation } from "../explanation.ts";
import { tellTrouble, worstTrouble } from "../tellTrouble.ts";
import { type Trouble, troublesOf } from "../troubles.ts";
import { incidentsOf } from "../worldIncidents.ts";
import type { SchedulerAnalysis } from "./analyse.ts";
import type { ReturnedClaim } from "./grants.ts";
import { type Repeat, repeatsOf } from "./repeatsOf.ts";
import { takenAt, takenIndex } from "./secondClaim.ts";
import { evidence } from "./schedulerRule.ts";
import { tellOperation } from "./tellOperation.ts";

/**
 * What in a run a user would wonder at, and why it was so: every occurrence that was dispatched more than once, and
 * every one that was dispatched later than a healthy idle worker would have. In the order of the dispatches.
 */
export function explainScheduler(trial: SchedulerAnalysis): readonly Explanation[] {
  const troubles = troublesOf(incidentsOf(trial.history));
  const repeats = repeatsOf(trial);
  const repeated = new Set(repeats.map(({ claim }) => claim));
  const told = [
    ...repeats.map((repeat) => ({
      index: takenIndex(repeat.claim),
      explanation: explainRepeat(trial, troubles, repeat),
    })),
    ...trial.claims.flatMap((claim) => {
      const explanation = repeated.has(claim) ? null : explainDelay(trial, troubles, claim);
      return explanation === null ? [] : { index: takenIndex(claim), explanation };
    }),
  ];
  return told.sort((a, b) => a.index - b.index).map(({ explanation }) => explanation);
}

function explainRepeat(
  trial: SchedulerAnalysis,
  troubles: readonly Trouble[],
  { claim: second, before: first, cause }: Repeat,
): Explanation {
  const events = evidence(takenIndex(first), takenIndex(second), second.operation.returnedIndex);
  const what = `${nameOf(trial, second)} was dispatched again by ${second.operation.process} at ${trial.when(second.operation.returnedAt)}`;
  const chain = ((): readonly string[] => {
    switch (cause) {
      case "lease over":
        return whyLeaseEnded(trial, troubles, first, second);
      case "taken back":
        return whyTakenBack(trial, troubles, first, second);
      case "due again":
        return whyDueAgain(trial, troubles, first, second);
      case "nothing":
        return [];
    }
  })();
  return { events, chain: [what, ...chain] };
}

function whyLeaseEnded(
  trial: SchedulerAnalysis,
  troubles: readonly Trouble[],
  first: ReturnedClaim,
  second: ReturnedClaim,
): readonly string[] {
  const { process, invokedIndex, invokedAt } = first.operation;
  const leasedUntil =
    first.grant?.after?.leasedUntilMs ?? invokedAt + (trial.declares.leaseMs ?? 0);
  const ended = `the lease of ${process} had ended at ${trial.when(leasedUntil)}`;
  const stretch = { fromIndex: invokedIndex, fromAt: invokedAt, untilAt: takenAt(second) };
  const trouble = worstTrouble(troubles, ({ target }) => target === process, stretch);
  if (trouble !== null) return [ended, tellTrouble(trouble, trial.when)];

  const completion = trial
    .callsOn(first.claim.id)
    .find(
      ({ call, process: by, invokedIndex: at }) =>
        call.name === "complete" && by === process && at > first.operation.returnedIndex,
    );
  if (completion === undefined) return [ended, `${process} had not completed it`];
  const { outcome } = completion;
  const asked = `${process} asked to complete it only at ${trial.when(completion.invokedAt)}`;
  if (completion.invokedAt >= leasedUntil) return [ended, asked];
  return outcome.type === "ok"
    ? [ended, asked]
    : [
        ended,
        `its completion at ${trial.when(completion.invokedAt)} did not go through: ${outcome.type === "failed" ? outcome.message : outcome.reason}`,
      ];
}

function whyTakenBack(
  trial: SchedulerAnalysis,
  troubles: readonly Trouble[],
  first: ReturnedClaim,
  second: ReturnedClaim,
): readonly string[] {
  const undone = first.grant === null ? undefined : trial.lineages.undoneBy(first.grant);
  const from = first.operation.invokedIndex;
  const setback =
    undone ?? trial.setbacks.findLast(({ index }) => index > from && index < takenIndex(second));
  const claim = `the claim of ${first.operation.process} at ${trial.when(takenAt(first))} was taken back`;
  if (setback === undefined) return [claim];
  const { node, replaces, at } = setback.event;
  const told = troubles.find(({ index }) => index === setback.index);
  const incident = `${told?.what ?? `${node} counts from then on`} at ${trial.when(at)}`;
  const before = replaces === null ? undefined : troubles.findLast((trouble) => trouble.target === replaces && trouble.index < setback.index); // prettier-ignore
  return [claim, incident, ...(before === undefined ? [] : [tellTrouble(before, trial.when)])];
}

function whyDueAgain(
  trial: SchedulerAnalysis,
  troubles: readonly Trouble[],
  first: ReturnedClaim,
  second: ReturnedClaim,
): readonly string[] {
  const { id, dueAtMs } = first.claim;
  const again = (trial.timelines.get(id) ?? []).findLast(
    ({ index, before, after }) =>
      index > takenIndex(first) &&
      index < takenIndex(second) &&
      after?.nextRunAtMs === dueAtMs &&
      (before?.nextRunAtMs !== dueAtMs || before.leasedUntilMs !== null),
  );
  if (again === undefined) return ["it had been made due again"];
  const { cause } = again;
  if (cause.type === "operation")
    return [`${tellOperation(cause.operation)} at ${trial.when(again.at)} made it due again`];
  const fault = troubles.findLast(
    (trouble) => trouble.target === id && trouble.index < again.index,
  );
  const damage = fault === undefined ? [] : [tellTrouble(fault, trial.when)];
  return [`it was made due again at ${trial.when(again.at)}`, ...damage];
}

/** Null when it was claimed as soon as could be expected. */
function explainDelay(
  trial: SchedulerAnalysis,
  troubles: readonly Trouble[],
  claim: ReturnedClaim,
): Explanation | null {
  const { grant, operation } = claim;
  const { id, dueAtMs } = claim.claim;
  // Without the change that took it, nobody knows since when it could have been claimed.
  if (grant?.before == null || grant.aside !== null) return null;
  const since = Math.max(dueAtMs, grant.before.leasedUntilMs ?? dueAtMs);
  const lateMs = takenAt(claim) - since;
  if (lateMs <= trial.latenessMsMax) return null;
  const what = `${nameOf(trial, claim)} was claimed only at ${trial.when(takenAt(claim))}, by ${operation.process}`;
  const events = evidence(grant.index, operation.returnedIndex);

  const waiting = (trial.timelines.get(id) ?? []).findLast(
    ({ index, at, before, after }) =>
      index < grant.index &&
      at > since &&
      (before?.status !== after?.status || before?.nextRunAtMs !== after?.nextRunAtMs),
  );
  if (waiting !== undefined) {
    const by = waiting.cause.type === "operation" ? tellOperation(waiting.cause.operation) : "a change"; // prettier-ignore
    return { events, chain: [what, `${by} at ${trial.when(waiting.at)} made it claimable`] };
  }
  const stretch = { fromIndex: 0, fromAt: since, untilAt: takenAt(claim) };
  const trouble =
    worstTrouble(troubles, ({ target }) => target === id, stretch) ??
    worstTrouble(troubles, () => true, stretch);
  if (trouble !== null) return { events, chain: [what, tellTrouble(trouble, trial.when)] };
  return { events, chain: [what, "the workers were busy with others"] };
}

const nameOf = (trial: SchedulerAnalysis, { claim }: ReturnedClaim): string =>
  `${claim.id} (due at ${trial.when(claim.dueAtMs)})`;
