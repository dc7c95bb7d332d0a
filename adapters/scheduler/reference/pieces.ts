import { atMostOnce } from "./lua/atMostOnce.ts";
import { deletion, existing, setStatus, trigger, update } from "./lua/changes.ts";
import {
  auditByHash,
  auditSome,
  claimLimits,
  claimReply,
  dropEndless,
  endWhenIdle,
  findDue,
  grantWithLease,
  recallClaim,
} from "./lua/claim.ts";
import { advance, completeArguments, fencedByToken, firstAfterTheClaim } from "./lua/complete.ts";
import {
  defineArguments,
  keepAPause,
  keepWhatIsTheSame,
  register,
  replaceTheTiming,
} from "./lua/define.ts";
import { list } from "./lua/list.ts";
import { judgeLegacy, migrateArguments, moveLegacy } from "./lua/migrate.ts";
import { occurrences } from "./lua/occurrences.ts";
import { place } from "./lua/place.ts";
import { prologue } from "./lua/prologue.ts";
import { serverClock } from "./lua/serverClock.ts";

/** The decisions of the reference, each a piece of Lua. A broken scheduler replaces one and keeps the others. */
export const referencePieces = {
  /** Defines `clock()`. */
  clock: serverClock,
  /** Defines `place(id)`, which derives the index from the hash. */
  place,
  /** Answers a request that was carried out before; defines `answer(value)`. */
  atMostOnce,

  /** Returns the claim again when this very request was granted one. */
  recallClaim,
  /** Defines `audit(id)`: puts right what the index says about one schedule. */
  audit: auditByHash,
  /** Chooses the schedules to check. */
  auditSome,
  /** Removes what no audit and no claim would ever come to. */
  dropEndless,
  /** Looks for a due schedule; ends with `return grant(id)` or `return nil`. */
  find: findDue,
  /** Defines `grant(id)`: takes the occurrence, returns the claim. */
  grant: grantWithLease,

  /** Turns a completion away that is not of the latest claim. */
  fence: fencedByToken,
  /** Defines `following(due, every, claimedAt)`: the occurrence after a completed one. */
  following: firstAfterTheClaim,
  /** Ends the claim and moves the schedule to its next occurrence. */
  advance,

  /** Leaves a schedule alone that is defined again as it is. */
  keepWhatIsTheSame,
  replaceTheTiming,
  /** What a definition does to the status. */
  definedStatus: keepAPause,
  register,

  /** Turns a change away that is for no schedule. */
  existing,
  update,
  setStatus,
  trigger,
  deletion,

  list,

  /** Refuses a migration that cannot be carried out in full. */
  judgeLegacy,
  moveLegacy,
} as const;

export type SchedulerPieces = { readonly [Piece in keyof typeof referencePieces]: string };

export type SchedulerScript =
  | "claim"
  | "complete"
  | "define"
  | "update"
  | "setStatus"
  | "trigger"
  | "delete"
  | "list"
  | "migrate";

/** One script for each operation: whatever must happen together is one script, because Redis runs it as one. */
export function scriptsOf(pieces: SchedulerPieces): Readonly<Record<SchedulerScript, string>> {
  const common = [prologue, pieces.clock, pieces.place];
  const change = [...common, pieces.atMostOnce];
  const script = (...parts: readonly string[]): string => parts.join("\n");
  return {
    claim: script(
      pieces.clock,
      endWhenIdle,
      prologue,
      pieces.place,
      claimLimits,
      claimReply,
      pieces.recallClaim,
      pieces.grant,
      pieces.audit,
      pieces.auditSome,
      pieces.dropEndless,
      pieces.find,
    ),
    complete: script(
      ...change,
      completeArguments,
      occurrences,
      pieces.fence,
      pieces.following,
      pieces.advance,
    ),
    define: script(
      ...change,
      defineArguments,
      occurrences,
      pieces.keepWhatIsTheSame,
      pieces.replaceTheTiming,
      pieces.definedStatus,
      pieces.register,
    ),
    update: script(...change, occurrences, pieces.existing, pieces.update),
    setStatus: script(...change, pieces.existing, pieces.setStatus),
    trigger: script(...change, pieces.existing, pieces.trigger),
    delete: script(...change, pieces.deletion),
    list: script(prologue, pieces.list),
    migrate: script(
      ...change,
      migrateArguments,
      occurrences,
      pieces.judgeLegacy,
      pieces.moveLegacy,
    ),
  };
}
