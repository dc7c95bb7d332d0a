import { earlyClaim, lateCompletion, lostOccurrence, burst, neverClaimed, noNextRun, twoOwners, wrongOrder } from "./claimWindows.ts"; // prettier-ignore
import { beyondTheLimit, ghosts, lostChange, oldDefinition, resumed, wrongCount } from "./changeWindows.ts"; // prettier-ignore
import { costlyIdleClaim, halfMigration, migrationInPassing, orphanStays, scatteredKeys } from "./dataWindows.ts"; // prettier-ignore
import { whyNotPlain } from "../../reproduction/whyNotPlain.ts";
import type { SchedulerFacts, SchedulerWindow } from "./schedulerWindow.ts";

const windows: Readonly<Record<string, SchedulerWindow>> = {
  "SC-1": earlyClaim,
  "SC-2": twoOwners,
  "SC-3": lostOccurrence,
  "SC-4": noNextRun,
  "SC-5": orphanStays,
  "SC-6": () => "it is about the elements that the server touches, which no client can count",
  "SC-7": beyondTheLimit,
  "SC-8": wrongCount,
  "SC-9": ghosts,
  "SC-10": resumed,
  "SC-11": lateCompletion,
  "SC-12": wrongOrder,
  "SC-13": neverClaimed,
  "SC-14": halfMigration,
  "SC-15": migrationInPassing,
  "SC-16": costlyIdleClaim,
  "SC-17": scatteredKeys,
  "SC-18": burst,
  "SC-19": oldDefinition,
  "SC-20": lostChange,
};

/** What a script can do to one server and to its own processes. */
const plainFaults: ReadonlySet<string> = new Set(["crash", "pause", "skew", "cut-request", "lose-reply", "cut-reply", "script-flush", "stale-early", "stale-late", "missing-member", "orphan-member", "malformed-member", "missing-hash", "wrong-type"]); // prettier-ignore

/** Faults of the network that the window of a rule brings about in its own way. */
const alsoPlain: Readonly<Record<string, readonly string[]>> = {
  "SC-13": ["refuse", "stall", "partition"],
  "SC-20": ["refuse"],
};

/**
 * The lines of a plain script that hits the window which violates a rule; a text is why there is none. A window is chosen by
 * the rule and by what the scenario needs to hit it, and it takes seconds where the scenario may take days.
 */
export function reproduceScheduler(
  rule: string,
  facts: SchedulerFacts,
): readonly string[] | string {
  const plain = new Set([...plainFaults, ...(alsoPlain[rule] ?? [])]);
  const why = whyNotPlain(facts.scenario, plain);
  if (why !== null) return why;
  return windows[rule]?.(facts) ?? `nobody has written down what hits ${rule} by itself`;
}
