import { evidence } from "../evidence.ts";
import type { Explanation } from "../explanation.ts";
import { isNode, tellTrouble, worstTrouble } from "../tellTrouble.ts";
import { type Trouble, troublesOf } from "../troubles.ts";
import type { StreamBalancerAnalysis } from "./analyse.ts";
import type { OwnershipStory } from "./ownerships.ts";
import { type Repeat, repeatedOwnerships } from "./repeatsOf.ts";
import { type EntryStory, type Move, removalsOf } from "./stories.ts";

/**
 * What in a run a user would wonder at, and why it was so: every message that came to an owner once more, and every one
 * that came later than it does among healthy idle consumers. In the order in which the owners were told.
 */
export function explainStreamBalancer(trial: StreamBalancerAnalysis): readonly Explanation[] {
  const scene = { trial, troubles: troublesOf(trial.incidents) };
  const repeats = new Map(repeatedOwnerships(trial).map((each) => [each.ownership, each]));
  const entryOf = new Map(trial.entries.map((entry) => [entry.id, entry]));
  return trial.ownerships.flatMap((ownership) => {
    const entry = entryOf.get(ownership.id);
    if (entry === undefined) return [];
    const repeat = repeats.get(ownership);
    return repeat === undefined
      ? explainDelay(scene, ownership, entry)
      : explainRepeat(scene, repeat, entry, entryOf.get(repeat.before.id));
  });
}

type Scene = { readonly trial: StreamBalancerAnalysis; readonly troubles: readonly Trouble[] };

function explainRepeat(
  scene: Scene,
  repeat: Repeat,
  entry: EntryStory,
  former: EntryStory | undefined,
): Explanation {
  const { trial } = scene;
  const { before, ownership, message } = repeat;
  const { stream, process, fromAt, fromIndex } = ownership;
  const what = `${stream} (${message}) was given again, to ${process} at ${trial.when(fromAt)}`;
  const recovery = former === undefined ? null : recoveryOf(former, fromIndex);
  const chain = wasAddedTwice(entry, former)
    ? whyAddedTwice(scene, entry)
    : [
        ...(recovery === null ? [] : [tellRecovery(trial, recovery)]),
        ...whyItEnded(scene, repeat, recovery?.at ?? fromAt),
      ];
  return {
    events: evidence(before.fromIndex, recovery?.index, fromIndex),
    chain: [what, ...chain],
  };
}

function whyItEnded(
  scene: Scene,
  { before, ownership, cause }: Repeat,
  untilAt: number,
): readonly string[] {
  const { trial, troubles } = scene;
  const { process, untilAt: endedAt, untilIndex } = before;
  switch (cause) {
    case "failure":
      return [`${process} had said at ${trial.when(endedAt)} that it had failed`];
    case "shutdown":
      return [`${process} had left at ${trial.when(endedAt)} before it was done`];
    case "crash": {
      const death = troubles.find(({ target, at, index }) => target === process && at === endedAt && index >= untilIndex); // prettier-ignore
      return [death === undefined ? `${process} had died at ${trial.when(endedAt)}` : tellTrouble(death, trial.when)]; // prettier-ignore
    }
    case "lease ended":
      return whyLeaseEnded(scene, before, ownership, untilAt);
    case "group lost":
      return [completed(trial, before), "the group was lost, and with it where it stood"];
    case "nothing":
      return [completed(trial, before)];
    default:
      return whyTakenBack(scene, before, ownership);
  }
}

function whyLeaseEnded(
  { trial, troubles }: Scene,
  before: OwnershipStory,
  { fromIndex }: OwnershipStory,
  untilAt: number,
): readonly string[] {
  const { process, fromAt } = before;
  const endsAt = trial.leaseEndsAt(before, fromIndex);
  const ended = `the lease of ${process} had ended at ${trial.when(endsAt)}`;
  const renewedAt = Math.max(fromAt, endsAt - trial.options.leaseMs);
  const stretch = { fromIndex: before.fromIndex, fromAt: renewedAt, untilAt };
  const trouble =
    worstTrouble(troubles, ({ target }) => target === process, stretch) ??
    worstTrouble(troubles, ({ target }) => isNode(target), stretch);
  return trouble === null ? [ended] : [ended, tellTrouble(trouble, trial.when)];
}

function whyTakenBack(
  { trial, troubles }: Scene,
  before: OwnershipStory,
  { fromIndex }: OwnershipStory,
): readonly string[] {
  const setback = trial.setbacks.findLast(
    ({ index }) => before.untilIndex <= index && index < fromIndex,
  );
  const done = `${completed(trial, before)}, and that was taken back`;
  if (setback === undefined) return [done];
  const { node, replaces, at } = setback.event;
  const told = troubles.find(({ index }) => index === setback.index);
  const incident = `${told?.what ?? `${node} counts from then on`} at ${trial.when(at)}`;
  const cause = troubles.findLast(({ target, index }) => target === replaces && index < setback.index); // prettier-ignore
  return [done, incident, ...(cause === undefined ? [] : [tellTrouble(cause, trial.when)])];
}

const completed = (trial: StreamBalancerAnalysis, { process, untilAt }: OwnershipStory): string =>
  `${process} had completed it at ${trial.when(untilAt)}`;

/** Two entries of one message that nobody recovered: the producer's command was carried out twice. */
const wasAddedTwice = (entry: EntryStory, former: EntryStory | undefined): boolean =>
  former !== undefined && former !== entry && entry.isRoot && former.isRoot;

function whyAddedTwice(
  { trial, troubles }: Scene,
  { moves: [added] }: EntryStory,
): readonly string[] {
  if (added === undefined) return ["it had been added twice"];
  const twice = `it had been added twice, the second time at ${trial.when(added.at)}`;
  const lost = troubles.findLast(
    ({ target, index, at, until }) =>
      target === added.process && index < added.index && (until === at || until >= added.at),
  );
  return lost === undefined ? [twice] : [twice, tellTrouble(lost, trial.when)];
}

/** Who took an entry away from its former owner, before a position; null when nobody did. */
function recoveryOf(entry: EntryStory, beforeIndex: number): Move | null {
  const removal = removalsOf(entry).findLast(({ move }) => move.index < beforeIndex);
  const name = removal?.move.operation?.call.name;
  return removal === undefined || name === "complete" || name === "fail" || name === "shutdown"
    ? null
    : removal.move;
}

function tellRecovery(trial: StreamBalancerAnalysis, { process, operation, at }: Move): string {
  const how = operation?.call.name === "claim" ? "claimed it" : "recovered it in a scan";
  return `${process ?? "somebody"} had ${how} at ${trial.when(at)}`;
}

/** Empty when it came as soon as could be expected. */
function explainDelay(
  { trial, troubles }: Scene,
  { process, stream, fromAt, fromIndex }: OwnershipStory,
  { content }: EntryStory,
): readonly Explanation[] {
  const [first] = trial.messages.get(content.message)?.entries ?? [];
  const [added] = first?.moves ?? [];
  if (first === undefined || added === undefined) return [];
  const lateMs = fromAt - added.at;
  if (lateMs <= trial.options.leaseMs) return [];
  const what = `${stream} (${content.message}) was given to ${process} only at ${trial.when(fromAt)}, ${trial.lasting(lateMs)} after it was added`;
  const recovery = recoveryOf(first, fromIndex);
  const to = deliveredTo(first) ?? process;
  const stretch = { fromIndex: added.index, fromAt: added.at, untilAt: fromAt };
  const trouble =
    worstTrouble(troubles, ({ target }) => target === to || isNode(target), stretch) ??
    worstTrouble(troubles, () => true, stretch);
  const why =
    trouble !== null
      ? tellTrouble(trouble, trial.when)
      : trial.isServed(added.at, fromAt)
        ? "the consumers were busy with others"
        : "no consumer was there all the while";
  const steps =
    recovery === null
      ? []
      : [tellRecovery(trial, recovery), `${to} had been delivered it and never told`];
  return [
    { events: evidence(added.index, recovery?.index, fromIndex), chain: [what, ...steps, why] },
  ];
}

/** The consumer that an entry was delivered to first; null when it was delivered to nobody. */
function deliveredTo({ moves }: EntryStory): string | null {
  for (const { where } of moves) if ("consumer" in where) return where.consumer;
  return null;
}
