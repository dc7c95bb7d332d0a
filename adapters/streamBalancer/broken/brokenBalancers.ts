import type { StreamBalancerSubject } from "../subject.ts";
import { acknowledgesBeforeItAdds } from "./acknowledgesBeforeItAdds.ts";
import { acknowledgesBlindly } from "./acknowledgesBlindly.ts";
import { addsBeforeItAcknowledges } from "./addsBeforeItAcknowledges.ts";
import { addsTwice } from "./addsTwice.ts";
import { buriesInTwoSteps } from "./buriesInTwoSteps.ts";
import { completesAllOnShutdown } from "./completesAllOnShutdown.ts";
import { completesWhatItLost } from "./completesWhatItLost.ts";
import { countsCrashes } from "./countsCrashes.ts";
import { countsForOthers } from "./countsForOthers.ts";
import { dropsPoison } from "./dropsPoison.ts";
import { fenceIsTheEntry } from "./fenceIsTheEntry.ts";
import { forgetsWhatWaits } from "./forgetsWhatWaits.ts";
import { givesUpAfterFiveErrors } from "./givesUpAfterFiveErrors.ts";
import { keepsAllDeadLetters } from "./keepsAllDeadLetters.ts";
import { locksByMessageId } from "./locksByMessageId.ts";
import { looksBeforeItRecovers } from "./looksBeforeItRecovers.ts";
import { neverLeaves } from "./neverLeaves.ts";
import { neverSubscribesAgain } from "./neverSubscribesAgain.ts";
import { ownsWithoutADeadline } from "./ownsWithoutADeadline.ts";
import { pollsAllTheTime } from "./pollsAllTheTime.ts";
import { promisesAReplica } from "./promisesAReplica.ts";
import { recoversTheLiving } from "./recoversTheLiving.ts";
import { revivesItsLease } from "./revivesItsLease.ts";
import { scansInStep } from "./scansInStep.ts";
import { looksAtTheOldest } from "./looksAtTheOldest.ts";
import { stopsAtPoison } from "./stopsAtPoison.ts";
import { takesWhatIsNotItsOwn } from "./takesWhatIsNotItsOwn.ts";
import { trustsNotifications } from "./trustsNotifications.ts";
import { unlocksBeforeItAcknowledges } from "./unlocksBeforeItAcknowledges.ts";
import { watchesOneMaster } from "./watchesOneMaster.ts";

/** The reference with one defect each, in the order of the rules. */
export const brokenBalancers: readonly StreamBalancerSubject[] = [
  acknowledgesBeforeItAdds,
  addsBeforeItAcknowledges,
  acknowledgesBlindly,
  addsTwice,
  locksByMessageId,
  revivesItsLease,
  recoversTheLiving,
  looksBeforeItRecovers,
  takesWhatIsNotItsOwn,
  ownsWithoutADeadline,
  completesWhatItLost,
  looksAtTheOldest,
  countsCrashes,
  buriesInTwoSteps,
  fenceIsTheEntry,
  stopsAtPoison,
  dropsPoison,
  keepsAllDeadLetters,
  unlocksBeforeItAcknowledges,
  completesAllOnShutdown,
  watchesOneMaster,
  neverSubscribesAgain,
  scansInStep,
  givesUpAfterFiveErrors,
  forgetsWhatWaits,
  neverLeaves,
  pollsAllTheTime,
  countsForOthers,
  trustsNotifications,
  promisesAReplica,
];
