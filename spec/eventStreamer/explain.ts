import { evidence } from "../evidence.ts";
import type { Explanation } from "../explanation.ts";
import { isNode, tellTrouble, worstTrouble } from "../tellTrouble.ts";
import { incidentsOf } from "../worldIncidents.ts";
import type { EventStreamerAnalysis, Sending, Wait } from "./analyse.ts";

/** A wait that was given an event. */
type Given = Wait & { readonly given: NonNullable<Wait["given"]> };

/**
 * What in a run a user would wonder at, and why it was so: every event that a name was given again, and every one that it
 * was given later than whoever waits is awake. In the order in which they were given.
 */
export function explainEventStreamer(trial: EventStreamerAnalysis): readonly Explanation[] {
  const last = new Map<string, Given>();
  const given = trial.waits.filter(isGiven).toSorted((a, b) => a.returnedIndex - b.returnedIndex);
  return given.flatMap((wait) => {
    const sending = trial.sendingOf(wait.topic, wait.given.id);
    const key = `${wait.position} ${sending?.op ?? wait.given.id}`;
    const before = last.get(key);
    last.set(key, wait);
    if (before !== undefined) return explainRepeat(trial, before, wait, sending);
    return sending === undefined ? [] : explainDelay(trial, wait, sending);
  });
}

const isGiven = (wait: Wait): wait is Given => wait.given !== null;

function explainRepeat(
  trial: EventStreamerAnalysis,
  before: Given,
  wait: Given,
  sending: Sending | undefined,
): Explanation {
  const { given, opening, process, returnedIndex, returnedAt } = wait;
  const what = `${given.foreignId} was given to ${opening.call.as} again, by ${process} at ${trial.when(returnedAt)}`;
  const chain =
    before.given.id === given.id
      ? whyAgain(trial, before, wait)
      : whyTwice(trial, sending, returnedIndex);
  return { events: evidence(before.returnedIndex, returnedIndex), chain: [what, ...chain] };
}

function whyAgain(trial: EventStreamerAnalysis, before: Given, wait: Given): readonly string[] {
  const { id } = wait.given;
  const asked = trial.acknowledgements.findLast(
    ({ position, call, invokedIndex }) =>
      position === wait.position && call.id === id && invokedIndex < wait.invokedIndex,
  );
  if (asked === undefined)
    return [`${before.process} had not acknowledged it`, ...whatKept(trial, before, wait)];
  const { outcome, invokedAt, invokedIndex, returnedIndex } = asked;
  if (outcome.type !== "ok") {
    const how = outcome.type === "failed" ? outcome.message : outcome.reason;
    const lost = `its acknowledgement at ${trial.when(invokedAt)} did not go through: ${how}`;
    const stretch = { fromIndex: invokedIndex, fromAt: invokedAt, untilAt: asked.returnedAt };
    const trouble = worstTrouble(trial.troubles, ({ target }) => target === asked.process || isNode(target), stretch); // prettier-ignore
    return trouble === null ? [lost] : [lost, tellTrouble(trouble, trial.when)];
  }
  const done = `it had been acknowledged at ${trial.when(asked.returnedAt)}`;
  const setback = incidentsOf(trial.history).findLast(
    ({ index, event }) =>
      event.type === "incident" && index > returnedIndex && index < wait.returnedIndex,
  );
  if (setback?.event.type !== "incident") return [done];
  const { event, index } = setback;
  const told = trial.troubles.find((trouble) => trouble.index === index);
  const cause = trial.troubles.findLast(({ target, index: at }) => target === event.replaces && at < index); // prettier-ignore
  return [
    `${done}, and that was taken back`,
    `${told?.what ?? `${event.node} counts from then on`} at ${trial.when(event.at)}`,
    ...(cause === undefined ? [] : [tellTrouble(cause, trial.when)]),
  ];
}

/** Why whoever was given an event did not say that it is done with it. */
function whatKept(trial: EventStreamerAnalysis, before: Given, wait: Given): readonly string[] {
  const stretch = {
    fromIndex: before.returnedIndex,
    fromAt: before.returnedAt,
    untilAt: wait.returnedAt,
  };
  const trouble = worstTrouble(trial.troubles, ({ target }) => target === before.process, stretch);
  if (trouble !== null) return [tellTrouble(trouble, trial.when)];
  const closing = trial.closings.find(
    ({ call, invokedIndex }) =>
      call.receiver === before.call.receiver &&
      invokedIndex > before.returnedIndex &&
      invokedIndex < wait.returnedIndex,
  );
  return closing === undefined
    ? []
    : [`${before.call.receiver} was closed at ${trial.when(closing.invokedAt)}`];
}

/** Why a sending is there under two ids. */
function whyTwice(
  trial: EventStreamerAnalysis,
  sending: Sending | undefined,
  beforeIndex: number,
): readonly string[] {
  const twice = "it had been appended twice";
  if (sending === undefined) return [twice];
  const { process, invokedIndex, invokedAt, returnedAt } = sending;
  const stretch = { fromIndex: invokedIndex, fromAt: invokedAt, untilAt: returnedAt };
  const trouble = worstTrouble(
    trial.troubles,
    ({ target, index }) => (target === process || isNode(target)) && index < beforeIndex,
    stretch,
  );
  return trouble === null ? [twice] : [twice, tellTrouble(trouble, trial.when)];
}

/** Empty when it came as soon as it had to. */
function explainDelay(
  trial: EventStreamerAnalysis,
  wait: Given,
  sending: Sending,
): readonly Explanation[] {
  const { process, given, opening, invokedAt, returnedAt, returnedIndex } = wait;
  const sentAt = Math.min(sending.returnedAt, returnedAt);
  const since = Math.max(invokedAt, sentAt);
  if (returnedAt - since <= trial.declares.wakeMsMax) return [];
  const what = `${given.foreignId}, sent at ${trial.when(sentAt)}, was given to ${opening.call.as} only at ${trial.when(returnedAt)}, by ${process}`;
  const stretch = { fromIndex: 0, fromAt: since, untilAt: returnedAt };
  const trouble = worstTrouble(
    trial.troubles,
    ({ target }) => target === process || isNode(target),
    stretch,
  );
  const chain = trouble === null ? [what] : [what, tellTrouble(trouble, trial.when)];
  return [{ events: evidence(sending.returnedIndex, returnedIndex), chain }];
}
