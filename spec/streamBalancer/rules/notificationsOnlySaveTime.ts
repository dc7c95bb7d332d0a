import { evidence } from "../../evidence.ts";
import { overdueEntries } from "../overdue.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Redis sends a notification once, to whoever is connected. So everything must come right without any: what is told is a
 * fast path. Judged are the entries of whose end nobody was told.
 */
export const notificationsOnlySaveTime: StreamBalancerRule = {
  id: "SB-23",
  level: "must",
  statement: "What no notification told of is recovered as well, only later.",
  hint: "Is there a scan besides the notifications, and does it find everything that they would tell?",
  needs: ["notifications"],
  check: (trial) =>
    overdueEntries(trial)
      .filter(({ entry, move, untilIndex }) => {
        const told = trial.history.findIndex(
          (event, index) =>
            index > move.index &&
            event.type === "notified" &&
            event.notification.type === "expired" &&
            event.notification.name === entry.content.item?.name,
        );
        return told === -1 || told > untilIndex;
      })
      .map(({ entry, move, dueAt, untilIndex }) => ({
        events: evidence(move.index, untilIndex),
        because: `nobody was told that the lease of ${entry.content.item?.name ?? entry.content.message} had ended, and ${entry.id} was not recovered by ${trial.when(dueAt)}`,
      })),
};
