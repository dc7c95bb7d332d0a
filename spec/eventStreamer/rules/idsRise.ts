import { evidence } from "../../evidence.ts";
import type { EventStreamerAnalysis, Sending } from "../analyse.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * Whoever divides the work by ids, or measures how late it is, relies on both.
 */
export const idsRise: EventStreamerRule = {
  id: "ES-15",
  level: "must",
  statement:
    "Ids rise in the order of the sends, and each event tells when it was sent, by the declared clock.",
  hint: "Where do ids and instants come from, and who else may write between them?",
  needs: [],
  check: (trial) => {
    const violations = [];
    for (const wait of trial.waits) {
      const { given, topic, returnedIndex } = wait;
      if (given === null) continue;
      const own = trial.sendingOf(topic, given.id);
      if (own === undefined) continue;
      const [from, to] = instantsOf(trial, own);
      if (given.createdAtMs < from - 1 || given.createdAtMs > to + 1) {
        const because = `${given.foreignId} says that it was created at ${trial.when(given.createdAtMs)}, but was sent from ${trial.when(from)} to ${trial.when(to)}`;
        violations.push({
          events: evidence(own.invokedIndex, own.returnedIndex, returnedIndex),
          because,
        });
      }
      const { firstId, returnedIndex: sentIndex } = own;
      const later = trial
        .sendingsOn(topic)
        .find(
          (other) =>
            sentIndex < other.invokedIndex &&
            firstId !== null &&
            other.firstId !== null &&
            other.firstId <= firstId,
        );
      if (later === undefined) continue;
      const because = `${given.foreignId} has the id ${given.id}, and ${later.call.event.foreignId}, sent after it, ${later.ids.join(", ")}`;
      violations.push({ events: evidence(own.returnedIndex, later.invokedIndex), because });
    }
    return violations;
  },
};

/** Between which instants an event was created, by the clock that is declared. */
function instantsOf(
  { declares, endAt }: EventStreamerAnalysis,
  own: Sending,
): readonly [number, number] {
  return declares.createdBy === "sender"
    ? [own.invokedClockMs, Math.min(own.returnedClockMs, own.invokedClockMs + endAt)]
    : [own.invokedAt, Math.min(own.returnedAt, endAt)];
}
