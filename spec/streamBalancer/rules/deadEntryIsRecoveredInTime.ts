import { evidence } from "../../evidence.ts";
import { overdueEntries } from "../overdue.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * "It hangs" is what balancers are reported for most. What its consumer cannot or does not work on any more comes to
 * another one: after the idle time, the interval between scans (with its jitter), and as many scans as it takes when each
 * looks at one batch; not later because others precede it in the list that are alive.
 */
export const deadEntryIsRecoveredInTime: StreamBalancerRule = {
  id: "SB-7",
  level: "must",
  statement:
    "A pending entry that nobody works on is recovered within the idle time and the scans that it takes, whatever precedes it.",
  hint: "Does the scan go on after its first page, and does it go on at all?",
  needs: [],
  check: (trial) =>
    overdueEntries(trial).map(({ entry, move, sinceAt, dueAt, untilAt, untilIndex }) => {
      const { where, index } = move;
      const consumer = "consumer" in where ? where.consumer : "nobody";
      const name = entry.content.item?.name ?? entry.content.message;
      const until = untilIndex === trial.endIndex ? "it still is at the end" : `it was until ${trial.when(untilAt)}`; // prettier-ignore
      return {
        events: evidence(index, untilIndex),
        because: `${entry.id} (${name}) was pending with ${consumer}, and nobody worked on it from ${trial.when(sinceAt)} on; it should have been recovered by ${trial.when(dueAt)}, but ${until}`,
      };
    }),
};
