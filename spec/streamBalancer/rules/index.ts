import type { StreamBalancerRule } from "../streamBalancerRule.ts";
import { acknowledgedChangeIsDurable } from "./acknowledgedChangeIsDurable.ts";
import { completionUnlocksLast } from "./completionUnlocksLast.ts";
import { deadEntryIsRecoveredInTime } from "./deadEntryIsRecoveredInTime.ts";
import { deadLettersAreBounded } from "./deadLettersAreBounded.ts";
import { exhaustedMessageIsOneDeadLetter } from "./exhaustedMessageIsOneDeadLetter.ts";
import { fenceRises } from "./fenceRises.ts";
import { idleIsCheap } from "./idleIsCheap.ts";
import { livingOwnerIsNotDisturbed } from "./livingOwnerIsNotDisturbed.ts";
import { lostGroupComesBack } from "./lostGroupComesBack.ts";
import { lostOwnerCannotComplete } from "./lostOwnerCannotComplete.ts";
import { lostOwnerIsTold } from "./lostOwnerIsTold.ts";
import { metricsAreTrue } from "./metricsAreTrue.ts";
import { noMessageIsLost } from "./noMessageIsLost.ts";
import { nothingLeaks } from "./nothingLeaks.ts";
import { notificationsComeBack } from "./notificationsComeBack.ts";
import { notificationsOnlySaveTime } from "./notificationsOnlySaveTime.ts";
import { oneMasterIsEnough } from "./oneMasterIsEnough.ts";
import { poisonStopsNobody } from "./poisonStopsNobody.ts";
import { recoveryHasOneSuccessor } from "./recoveryHasOneSuccessor.ts";
import { retriesCountFailures } from "./retriesCountFailures.ts";
import { scansAreJittered } from "./scansAreJittered.ts";
import { shutdownReleasesUnfinishedWork } from "./shutdownReleasesUnfinishedWork.ts";
import { streamHasOneOwner } from "./streamHasOneOwner.ts";
import { troubleStopsNobody } from "./troubleStopsNobody.ts";

/** The rules of the stream-balancer contract, by id. */
export const streamBalancerRules: readonly StreamBalancerRule[] = [
  noMessageIsLost,
  recoveryHasOneSuccessor,
  streamHasOneOwner,
  livingOwnerIsNotDisturbed,
  lostOwnerIsTold,
  lostOwnerCannotComplete,
  deadEntryIsRecoveredInTime,
  retriesCountFailures,
  exhaustedMessageIsOneDeadLetter,
  fenceRises,
  poisonStopsNobody,
  deadLettersAreBounded,
  completionUnlocksLast,
  shutdownReleasesUnfinishedWork,
  oneMasterIsEnough,
  notificationsComeBack,
  scansAreJittered,
  troubleStopsNobody,
  lostGroupComesBack,
  nothingLeaks,
  idleIsCheap,
  metricsAreTrue,
  notificationsOnlySaveTime,
  acknowledgedChangeIsDurable,
];
