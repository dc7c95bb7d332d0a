import type { EventId } from "./contract.ts";
import type { EventStreamerAnalysis, Position, Sending, Wait } from "./analyse.ts";

/** Whether one id comes before another. */
export const isBefore = (one: EventId, other: EventId): boolean => BigInt(one) < BigInt(other);

/** Whether an event was certainly appended before another of its topic. */
function precedes(one: Sending, other: Sending): boolean {
  if (one.returnedIndex < other.invokedIndex) return true;
  return one.firstId !== null && other.firstId !== null && one.firstId < other.firstId;
}

/** Whether a position may be behind an event, going by all that its name had asked to acknowledge until then. */
function mayBeDone(
  trial: EventStreamerAnalysis,
  position: Position,
  sending: Sending,
  untilIndex: number,
): boolean {
  const furthest = trial.furthestAsked(position, untilIndex);
  if (furthest === null) return false;
  if (sending.firstId !== null) return sending.firstId <= furthest;
  // Nobody was ever given it, so its place is only known from when it was sent.
  const acknowledged = trial.sendingOf(sending.topic, String(furthest));
  return acknowledged === undefined || !precedes(acknowledged, sending);
}

/** The first opening under a name that certainly gave it its position. */
const firstOpening = (trial: EventStreamerAnalysis, position: Position) =>
  trial.openings.find(
    (opening) => opening.position === position && opening.outcome.type === "ok" && !opening.isAside,
  );

/** Whether a name may have lost its position, and have begun anew with the latest event after this one was sent. */
const mayHaveBegunBehind = (
  trial: EventStreamerAnalysis,
  position: Position,
  sending: Sending,
  untilIndex: number,
): boolean => {
  const first = firstOpening(trial, position);
  return trial.openings.some(
    (opening) =>
      opening.position === position &&
      opening.call.fromLatest &&
      opening.invokedIndex < untilIndex &&
      opening.returnedIndex > sending.invokedIndex &&
      (first === undefined ||
        opening === first ||
        trial.isSetBack("position", first.invokedIndex, opening.returnedIndex)),
  );
};

/**
 * Whether a name certainly has a right to an event, and is not done with it: it was sent, it is not before the latest with
 * which the name may have begun, it has not been forgotten, and nothing may have taken it back.
 */
export function isUnread(
  trial: EventStreamerAnalysis,
  position: Position,
  sending: Sending,
  untilIndex: number,
): boolean {
  if (sending.outcome.type !== "ok" || sending.returnedIndex >= untilIndex) return false;
  if (sending.isAside || firstOpening(trial, position) === undefined) return false;
  if (mayHaveBegunBehind(trial, position, sending, untilIndex)) return false;
  if (trial.isSetBack("send", sending.invokedIndex, untilIndex)) return false;
  if (isForgotten(trial, sending, untilIndex)) return false;
  return !mayBeDone(trial, position, sending, untilIndex);
}

/** Whether so many came after it that it may be kept no longer. */
function isForgotten(trial: EventStreamerAnalysis, sending: Sending, untilIndex: number): boolean {
  const { retention } = trial.declares;
  if (retention === null) return false;
  const later =
    1 +
    trial.appendedAfter(sending, untilIndex) +
    trial.poisonedBetween(sending.call.topic, sending.invokedIndex, untilIndex);
  return later > retention.eventsMax - unknownMax;
}

/** So many entries may be there of which nobody knows. */
const unknownMax = 8;

/** An event that a name had a right to, and that was passed over when it was given a later one. */
export type PassedOver = {
  readonly sending: Sending;
  readonly wait: Wait;
  /** A wait that had been given it before; null when the name had never been given it. */
  readonly before: Wait | null;
};

const known = new WeakMap<EventStreamerAnalysis, readonly PassedOver[]>();

/** Every event that was passed over, the first of each wait. */
export function passedOver(trial: EventStreamerAnalysis): readonly PassedOver[] {
  const found = known.get(trial) ?? trial.waits.flatMap((wait) => passedOverIn(trial, wait));
  known.set(trial, found);
  return found;
}

function passedOverIn(trial: EventStreamerAnalysis, wait: Wait): readonly PassedOver[] {
  const { given, topic, position, invokedIndex, returnedIndex } = wait;
  const own = given === null ? undefined : trial.sendingOf(topic, given.id);
  if (own === undefined || wait.isAside) return [];
  const sending = trial.sendingsOn(topic).find(
    (each) =>
      each !== own &&
      precedes(each, own) &&
      each.returnedIndex < invokedIndex &&
      // Another receiver of the name may have been done with it before this one looked.
      isUnread(trial, position, each, returnedIndex),
  );
  if (sending === undefined) return [];
  const before = trial.waits.find(
    (other) =>
      other.position === position &&
      other.returnedIndex < invokedIndex &&
      other.given !== null &&
      sending.ids.includes(other.given.id),
  );
  return [{ sending, wait, before: before ?? null }];
}
