import { acknowledgementsDoNotRewind } from "./acknowledgementsDoNotRewind.ts";
import { cancellingWakes } from "./cancellingWakes.ts";
import { closingWakes } from "./closingWakes.ts";
import { idsRise } from "./idsRise.ts";
import { latestCountsFromTheOpening } from "./latestCountsFromTheOpening.ts";
import { logIsBounded } from "./logIsBounded.ts";
import { namesAreIndependent } from "./namesAreIndependent.ts";
import { nobodySleepsOverAnEvent } from "./nobodySleepsOverAnEvent.ts";
import { nobodySpins } from "./nobodySpins.ts";
import { nothingIsLeftBehind } from "./nothingIsLeftBehind.ts";
import { nothingIsPassedOver } from "./nothingIsPassedOver.ts";
import { redeliveredUntilAcknowledged } from "./redeliveredUntilAcknowledged.ts";
import { sendWakes } from "./sendWakes.ts";
import { sendersAreNotHeldUp } from "./sendersAreNotHeldUp.ts";
import { topicsDoNotDisturb } from "./topicsDoNotDisturb.ts";
import { waitingIsRest } from "./waitingIsRest.ts";
import { watchersAreForWaiting } from "./watchersAreForWaiting.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";

/** All rules of the event-streamer contract, in the order of their ids. */
export const eventStreamerRules: readonly EventStreamerRule[] = [
  waitingIsRest,
  sendWakes,
  cancellingWakes,
  nobodySleepsOverAnEvent,
  topicsDoNotDisturb,
  nothingIsPassedOver,
  redeliveredUntilAcknowledged,
  acknowledgementsDoNotRewind,
  namesAreIndependent,
  latestCountsFromTheOpening,
  closingWakes,
  nothingIsLeftBehind,
  watchersAreForWaiting,
  sendersAreNotHeldUp,
  idsRise,
  logIsBounded,
  nobodySpins,
];
