import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import { type MessageStory, type Move, isCompletion, removalsOf } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Whoever recovers an entry takes it out and puts one in its place: added again, or a dead letter. However many do so at
 * once, and whatever they resend, there are never more successors than entries that were taken out for one; nor does one
 * addition by a producer make two messages.
 *
 * The two steps may come in either order as long as both come: only the sums count. What an incident undid is counted on
 * both sides, because it had happened.
 */
export const recoveryHasOneSuccessor: StreamBalancerRule = {
  id: "SB-2",
  level: "must",
  statement: "A pending entry has at most one successor, however many recover it at once.",
  hint: "Is it one step to take the entry out and to add the other, and does a step that is sent twice happen once?",
  needs: [],
  check: (trial) =>
    [...trial.messages.values()].flatMap((message) => [
      ...tooMany(trial, message),
      ...addedTwice(trial, message),
    ]),
};

type Successor = Pick<Move, "index" | "at" | "process"> & { readonly id: string };

function tooMany(trial: StreamBalancerAnalysis, story: MessageStory): readonly Violation[] {
  const { entries, deadLetters, message } = story;
  if (entries.length === 0) return [];
  const again = entries.flatMap(({ isRoot, id, moves }): readonly Successor[] => {
    const first = moves[0]!;
    return isRoot || first.setback !== null ? [] : [{ ...first, id }];
  });
  const letters = deadLetters.filter(
    ({ change, setback, process }) => change === "added" && setback === null && process !== null,
  );
  const successors = [...again, ...letters].toSorted((a, b) => a.index - b.index);
  const removals = entries
    .flatMap(removalsOf)
    .filter(
      (removal) =>
        // What may have been a completion may have been none.
        !isCompletion(trial, removal) || removal.move.operation === null,
    )
    .toSorted((a, b) => a.move.index - b.move.index);
  if (successors.length <= removals.length) return [];

  const last = successors.at(-1)!;
  // Its second step may still be under way.
  const isUnderWay = last.at + trial.options.leaseMs > trial.endAt;
  if (isUnderWay && trial.lives.at(last.process ?? "", trial.endIndex) !== null) return [];
  const who = successors.map(({ id, process, at }) => `${id} by ${process} at ${trial.when(at)}`);
  const times = removals.length === 1 ? "once" : `${removals.length} times`;
  const taken = removals.length === 0 ? "never" : times;
  const has = `${successors.length} successor${successors.length === 1 ? "" : "s"}`;
  const of = `message ${message}${nameOf(story)}`;
  return [
    {
      events: evidence(
        entries[0]!.moves[0]!.index,
        ...removals.map(({ move }) => move.index),
        ...successors.map(({ index }) => index),
      ),
      because: `${of} was ${taken} taken out to be recovered, but has ${has}: ${who.join(", ")}`,
    },
  ];
}

/** One call of a producer, sent again because its reply was lost, that made two entries. */
function addedTwice(trial: StreamBalancerAnalysis, story: MessageStory): readonly Violation[] {
  const byOp = new Map<number, Successor>();
  return story.entries.flatMap(({ id, moves }): readonly Violation[] => {
    const first = moves[0]!;
    const { operation, setback } = first;
    if (operation?.call.name !== "add" || setback !== null) return [];
    const before = byOp.get(operation.op);
    byOp.set(operation.op, { ...first, id });
    if (before === undefined) return [];
    if (trial.setbackWithin(before.index, first.index) !== undefined) return [];
    return [
      {
        events: evidence(operation.invokedIndex, before.index, first.index),
        because: `one addition by ${first.process} made two entries of message ${story.message}${nameOf(story)}: ${before.id} at ${trial.when(before.at)} and ${id} at ${trial.when(first.at)}`,
      },
    ];
  });
}

const nameOf = ({ content: { item } }: MessageStory): string =>
  item === null ? "" : ` (${item.name})`;
