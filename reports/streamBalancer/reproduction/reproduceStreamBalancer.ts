import { whyNotPlain } from "../../reproduction/whyNotPlain.ts";
import type { StreamBalancerFacts, StreamBalancerWindow } from "./balancerScript.ts";
import { completedForAnother, ownsForEver, sameFence, takenFromTheLiving, twoOwners, unlockedTooEarly } from "./ownershipWindows.ts"; // prettier-ignore
import { buriedTwice, countedAsFailure, forgottenByTheGroup, lost, neverLooked, notGivenBack, overlooked, stoppedByPoison, tooManyLetters, twice } from "./recoveryWindows.ts"; // prettier-ignore
import { countedForOthers, givesUp, inStep, leavesItsName, neverIdle, neverToldAgain } from "./serviceWindows.ts"; // prettier-ignore

const windows: Readonly<Record<string, StreamBalancerWindow>> = {
  "SB-1": lost,
  "SB-2": twice,
  "SB-3": twoOwners,
  "SB-4": takenFromTheLiving,
  "SB-5": ownsForEver,
  "SB-6": completedForAnother,
  "SB-7": overlooked,
  "SB-8": countedAsFailure,
  "SB-9": buriedTwice,
  "SB-10": sameFence,
  "SB-11": stoppedByPoison,
  "SB-12": tooManyLetters,
  "SB-13": unlockedTooEarly,
  "SB-14": notGivenBack,
  "SB-15": () => "it is about several masters, and a plain script has one server",
  "SB-16": neverToldAgain,
  "SB-17": inStep,
  "SB-18": givesUp,
  "SB-19": forgottenByTheGroup,
  "SB-20": leavesItsName,
  "SB-21": neverIdle,
  "SB-22": countedForOthers,
  "SB-23": neverLooked,
  "SB-24": () =>
    "it is about what failovers and restarts take back, and a plain script has one server that lives",
};

/** What a script can do to one server and to its own processes. */
const plainFaults: ReadonlySet<string> = new Set(["crash", "pause", "skew", "cut-request", "lose-reply", "cut-reply", "partition", "delay", "stall", "refuse", "script-flush"]); // prettier-ignore

/**
 * The lines of a plain script that hits the window which violates a rule; a text is why there is none. A consumer dies or is cut
 * off at one of its commands: that is where work is lost, or is there twice.
 */
export function reproduceStreamBalancer(
  rule: string,
  facts: StreamBalancerFacts,
): readonly string[] | string {
  const why = whyNotPlain(facts.scenario, plainFaults);
  if (why !== null) return why;
  return windows[rule]?.(facts) ?? `nobody has written down what hits ${rule} by itself`;
}
