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
        const because = `${given.foreignId} says that it was created at ${trial.when(given.createdAtMs)}, but was sent from ${trial.when(from)} ${to === Infinity ? "on" : `to ${trial.when(to)}`}`;
        violations.push({
          events: evidence(own.invokedIndex, own.returnedIndex, returnedIndex),
          because,
        });
      }
      const { firstId, returnedIndex: sentIndex, outcome } = own;
      // A request of which nobody knows may be carried out late.
      if (firstId === null || outcome.type !== "ok" || own.isAside) continue;
      const later = trial
        .sendingsOn(topic)
        .find(
          (other) =>
            sentIndex < other.invokedIndex &&
            other.firstId !== null &&
            other.firstId <= firstId &&
            !other.isAside &&
            !trial.isSetBack("send", own.invokedIndex, other.returnedIndex),
        );
      if (later === undefined) continue;
      const because = `${given.foreignId} has the id ${given.id}, and ${later.call.event.foreignId}, sent after it, ${later.ids.join(", ")}`;
      violations.push({ events: evidence(own.returnedIndex, later.invokedIndex), because });
    }
    return violations;
  },
};

/**
 * Between which instants an event was created, by the clock that is declared. The clock may be set meanwhile, and what is not
 * known to have been carried out may be later.
 */
function instantsOf(
  { declares, history }: EventStreamerAnalysis,
  own: Sending,
): readonly [number, number] {
  const isKnown = own.outcome.type === "ok";
  if (declares.createdBy === "sender") {
    const { invokedClockMs, returnedClockMs } = own;
    return isKnown
      ? [Math.min(invokedClockMs, returnedClockMs), Math.max(invokedClockMs, returnedClockMs)]
      : [invokedClockMs, Infinity];
  }
  const until = isKnown ? own.returnedAt : Infinity;
  const off = history.flatMap((event) =>
    event.type === "node" && event.change === "clock" ? event.offMs : [],
  );
  return [own.invokedAt + Math.min(0, ...off), until + Math.max(0, ...off)];
}
