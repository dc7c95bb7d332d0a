import { add, read } from "./lua/entries.ts";
import { completion, failure, fencedByLease, finishArguments } from "./lua/finish.ts";
import { dropConsumers, leave, releaseEach, releaseOne } from "./lua/leave.ts";
import { atMostOnce, prologue } from "./lua/prologue.ts";
import { idleOrEnded, leaseExists, recoverEach, recoverOne } from "./lua/recover.ts";
import { renew, renewHeld } from "./lua/renew.ts";
import { addAgain, bury, forgetOwner } from "./lua/successor.ts";
import { risingFence, stillPending, take, takeLease } from "./lua/take.ts";

/** The decisions of the reference, each a piece of Lua. A broken balancer replaces one and keeps the others. */
export const referencePieces = {
  /** Answers a request that was carried out before; defines `remember(value)`. */
  atMostOnce,
  /** Defines `addAgain(id, fields, failures)`. */
  addAgain,
  /** Defines `bury(id, fields, failures, reason)`. */
  bury,

  add,

  /** Defines `isStillMine(id)`: whether an entry that was delivered is still for this consumer. */
  stillPending,
  /** Defines `nextFence()`. */
  fence: risingFence,
  /** Defines `takeOne(lease, id, name)`. */
  takeOne: takeLease,
  /** Defines `renewOne(lease, held, token)`. */
  renewOne: renewHeld,

  /** Turns a completion or a failure away that is not of the present owner. */
  fenced: fencedByLease,
  completion,
  failure,

  /** Defines `isAlive(lease)`. */
  alive: leaseExists,
  /** Defines `isDead(pending, name, idleMs)`. */
  dead: idleOrEnded,
  /** Defines `recoverOne(lease, id, name, idleMs)`. */
  recoverOne,
  /** Defines `releaseOne(lease, id, name, consumer, instance)`. */
  releaseOne,
} as const;

export type BalancerPieces = { readonly [Piece in keyof typeof referencePieces]: string };

export type BalancerScript =
  | "add"
  | "read"
  | "take"
  | "renew"
  | "complete"
  | "fail"
  | "recover"
  | "release"
  | "leave"
  | "dropConsumers";

/** One script for each operation: whatever must happen together is one script, because Redis runs it as one. */
export function scriptsOf(pieces: BalancerPieces): Readonly<Record<BalancerScript, string>> {
  const script = (...parts: readonly string[]): string => parts.join("\n");
  const change = [prologue, forgetOwner, pieces.addAgain, pieces.bury];
  const finish = [...change, pieces.atMostOnce, finishArguments, pieces.fenced];
  return {
    add: pieces.add,
    read,
    take: script(pieces.stillPending, pieces.fence, pieces.takeOne, take),
    renew: script(pieces.renewOne, renew),
    complete: script(...finish, pieces.completion),
    fail: script(...finish, pieces.failure),
    recover: script(
      ...change,
      pieces.atMostOnce,
      pieces.alive,
      pieces.dead,
      pieces.recoverOne,
      recoverEach,
    ),
    release: script(...change, pieces.atMostOnce, pieces.releaseOne, releaseEach),
    leave,
    dropConsumers,
  };
}
