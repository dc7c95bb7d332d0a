import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import { lastRenewal, type OwnershipStory } from "../ownerships.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Whoever does not know that it has lost a data stream goes on working on it beside the next owner. It cannot be asked to
 * know what Redis knows, but its own clock tells it when its last renewal is over: by then it has been told, whether or not
 * anything answers. One that stood still at that moment is told as soon as it goes on, before it does anything else.
 *
 * A renewal counts from when it was carried out, which is later than when it was asked for: an owner that counts from
 * its request is always in time. Two milliseconds are for rounding.
 */
export const lostOwnerIsTold: StreamBalancerRule = {
  id: "SB-5",
  level: "must",
  statement:
    "An owner that lost its lease is told so no later than at the end of the lease by its own clock.",
  hint: "Does the owner keep a deadline of its own, counted from when it asked for its lease, or does it wait for an answer?",
  needs: [],
  check: (trial) => trial.ownerships.flatMap((ownership) => judge(trial, ownership)),
};

const roundingMs = 2;

function judge(trial: StreamBalancerAnalysis, ownership: OwnershipStory): readonly Violation[] {
  const { options, endAt } = trial;
  const lateMs = roundingMs + trial.slackMs;
  const { process, stream, fromIndex, fromAt, untilIndex, untilAt } = ownership;
  const first = lastRenewal(ownership, fromIndex);
  const later = ownership.renewals.filter(
    ({ index }) => fromIndex < index && index < Math.min(untilIndex, Infinity),
  );
  const renewals = [first?.at ?? fromAt, ...later.map(({ at }) => at)];
  for (const [position, renewedAt] of renewals.entries()) {
    const endsAt = renewedAt + options.leaseMs;
    const goesOnAt = Math.min(renewals[position + 1] ?? Infinity, untilAt, endAt);
    // It was renewed again, or it ended, or the run did.
    if (goesOnAt <= endsAt + lateMs) continue;
    const dueAt = Math.max(endsAt, fromAt, pausedUntil(trial, process, Math.max(endsAt, fromAt)));
    if (Math.min(untilAt, endAt) <= dueAt + lateMs) continue;
    // What was on its way while it stood still is no renewal that it knows of.
    if (goesOnAt <= dueAt) continue;
    const proof = position === 0 ? first?.index : later[position - 1]?.index;
    const when = untilAt === Infinity ? "was never told" : `was not told until ${trial.when(untilAt)}`; // prettier-ignore
    const again = renewals[position + 1];
    const how =
      again !== undefined && again < untilAt
        ? `set it again at ${trial.when(again)}`
        : `${when} that it has lost ${stream}`;
    return [
      {
        events: evidence(fromIndex, proof, later[position]?.index, untilIndex),
        because: `the lease of ${process} on ${stream} (${ownership.id}) ended at ${trial.when(endsAt)} by its own clock, but it ${how}`,
      },
    ];
  }
  return [];
}

/** When a process goes on that stands still at an instant, also if it is stopped again at once; the instant itself when it does not. */
function pausedUntil(trial: StreamBalancerAnalysis, process: string, at: number): number {
  let until = at;
  for (let pause = trial.lives.pausedAt(process, until); pause !== null;) {
    if (pause.untilAt === Infinity || pause.untilAt === until) return pause.untilAt;
    until = pause.untilAt;
    pause = trial.lives.pausedAt(process, until);
  }
  return until;
}
