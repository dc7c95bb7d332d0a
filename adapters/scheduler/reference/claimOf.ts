import type { Claim } from "../../../spec/scheduler/contract.ts";
import { nextCronInstant } from "../../../spec/scheduler/timetable.ts";
import { textsIn } from "./textsIn.ts";

/**
 * The claim in a claim script's reply; null when nothing was due.
 *
 * Its fence and, for a cron schedule, the instant that follows this occurrence travel together as the token: whoever
 * completes the claim needs both, and a worker that died has no use for either.
 */
export function claimOf(reply: unknown): Claim | null {
  if (reply === null) return null;
  const [id = "", due, fence = "", claimedAt, cron = "", timezone] = textsIn(reply);
  const dueAtMs = Number(due);
  if (cron === "") return { id, dueAtMs, token: fence };
  const next = nextCronInstant(cron, timezone, Number(claimedAt));
  return { id, dueAtMs, token: `${fence}/${next ?? ""}` };
}
