import type { SchedulerSubject } from "../subject.ts";
import { burstsAfterDowntime } from "./burstsAfterDowntime.ts";
import { callsScriptsByHashOnly } from "./callsScriptsByHashOnly.ts";
import { checksTheLimitInTheClient } from "./checksTheLimitInTheClient.ts";
import { claimsInArbitraryOrder } from "./claimsInArbitraryOrder.ts";
import { claimsInTwoSteps } from "./claimsInTwoSteps.ts";
import { completionResumes } from "./completionResumes.ts";
import { countsRunsInTheClient } from "./countsRunsInTheClient.ts";
import { finalizesAfterDelete } from "./finalizesAfterDelete.ts";
import { finalizesCronWithoutAToken } from "./finalizesCronWithoutAToken.ts";
import { hasNoLease } from "./hasNoLease.ts";
import { ignoresFrom } from "./ignoresFrom.ts";
import { ignoresWaitsCount } from "./ignoresWaitsCount.ts";
import { keepsItsLeaseInALock } from "./keepsItsLeaseInALock.ts";
import { keepsOrphansInTheIndex } from "./keepsOrphansInTheIndex.ts";
import { keepsTheFirstDefinition } from "./keepsTheFirstDefinition.ts";
import { leavesNoNextRunWhileClaimed } from "./leavesNoNextRunWhileClaimed.ts";
import { migratesInSeveralSteps } from "./migratesInSeveralSteps.ts";
import { migratesOnFirstClaim } from "./migratesOnFirstClaim.ts";
import { neverRepairsALateMember } from "./neverRepairsALateMember.ts";
import { neverRepairsAMissingMember } from "./neverRepairsAMissingMember.ts";
import { pollsEverythingWhenIdle } from "./pollsEverythingWhenIdle.ts";
import { redefinitionResetsTheCount } from "./redefinitionResetsTheCount.ts";
import { redefinitionResumes } from "./redefinitionResumes.ts";
import { remembersTheNode } from "./remembersTheNode.ts";
import { repairsWithoutBound } from "./repairsWithoutBound.ts";
import { resendConsumesAnOccurrence } from "./resendConsumesAnOccurrence.ts";
import { retriesWithoutAToken } from "./retriesWithoutAToken.ts";
import { scansAllSchedulesPerClaim } from "./scansAllSchedulesPerClaim.ts";
import { scattersKeysOverSlots } from "./scattersKeysOverSlots.ts";
import { setsTimersBeyond24Days } from "./setsTimersBeyond24Days.ts";
import { stopsAtAForeignIndex } from "./stopsAtAForeignIndex.ts";
import { takesALostReplyForSuccess } from "./takesALostReplyForSuccess.ts";
import { trustsTheClientsClock } from "./trustsTheClientsClock.ts";
import { trustsTheScore } from "./trustsTheScore.ts";
import { updatesWhatWasDeleted } from "./updatesWhatWasDeleted.ts";
import { waitsForANotification } from "./waitsForANotification.ts";

/** One defect each, in the order of the rules that they violate. The suite must catch every one of them. */
export const brokenSchedulers: readonly SchedulerSubject[] = [
  trustsTheScore,
  trustsTheClientsClock,
  setsTimersBeyond24Days,
  ignoresFrom,
  claimsInTwoSteps,
  hasNoLease,
  resendConsumesAnOccurrence,
  leavesNoNextRunWhileClaimed,
  keepsOrphansInTheIndex,
  repairsWithoutBound,
  scansAllSchedulesPerClaim,
  checksTheLimitInTheClient,
  countsRunsInTheClient,
  retriesWithoutAToken,
  redefinitionResetsTheCount,
  finalizesAfterDelete,
  updatesWhatWasDeleted,
  redefinitionResumes,
  completionResumes,
  finalizesCronWithoutAToken,
  claimsInArbitraryOrder,
  neverRepairsALateMember,
  neverRepairsAMissingMember,
  stopsAtAForeignIndex,
  callsScriptsByHashOnly,
  remembersTheNode,
  waitsForANotification,
  migratesInSeveralSteps,
  migratesOnFirstClaim,
  pollsEverythingWhenIdle,
  scattersKeysOverSlots,
  burstsAfterDowntime,
  keepsTheFirstDefinition,
  takesALostReplyForSuccess,
  ignoresWaitsCount,
  keepsItsLeaseInALock,
];
