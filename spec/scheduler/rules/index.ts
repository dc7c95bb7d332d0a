import type { SchedulerRule } from "../schedulerRule.ts";
import { acknowledgedChangeIsDurable } from "./acknowledgedChangeIsDurable.ts";
import { acknowledgedDefinitionIsInForce } from "./acknowledgedDefinitionIsInForce.ts";
import { claimDoesBoundedWork } from "./claimDoesBoundedWork.ts";
import { claimsComeInDueOrder } from "./claimsComeInDueOrder.ts";
import { deleteIsFinal } from "./deleteIsFinal.ts";
import { dueOccurrenceIsClaimedInTime } from "./dueOccurrenceIsClaimedInTime.ts";
import { idleIsCheap } from "./idleIsCheap.ts";
import { indexIsDerived } from "./indexIsDerived.ts";
import { keysShareASlot } from "./keysShareASlot.ts";
import { limitIsNeverExceeded } from "./limitIsNeverExceeded.ts";
import { migrationIsAtomic } from "./migrationIsAtomic.ts";
import { migrationIsExplicit } from "./migrationIsExplicit.ts";
import { misfirePolicyIsKept } from "./misfirePolicyIsKept.ts";
import { noOccurrenceIsLost } from "./noOccurrenceIsLost.ts";
import { noScheduleDies } from "./noScheduleDies.ts";
import { occurrenceHasOneOwner } from "./occurrenceHasOneOwner.ts";
import { pauseIsFinal } from "./pauseIsFinal.ts";
import { runCountIsTrue } from "./runCountIsTrue.ts";
import { scheduleIsNeverClaimedEarly } from "./scheduleIsNeverClaimedEarly.ts";
import { staleClaimChangesNothing } from "./staleClaimChangesNothing.ts";

/** The rules of the scheduler contract, by id. */
export const schedulerRules: readonly SchedulerRule[] = [
  scheduleIsNeverClaimedEarly,
  occurrenceHasOneOwner,
  noOccurrenceIsLost,
  noScheduleDies,
  indexIsDerived,
  claimDoesBoundedWork,
  limitIsNeverExceeded,
  runCountIsTrue,
  deleteIsFinal,
  pauseIsFinal,
  staleClaimChangesNothing,
  claimsComeInDueOrder,
  dueOccurrenceIsClaimedInTime,
  migrationIsAtomic,
  migrationIsExplicit,
  idleIsCheap,
  keysShareASlot,
  misfirePolicyIsKept,
  acknowledgedDefinitionIsInForce,
  acknowledgedChangeIsDurable,
];
