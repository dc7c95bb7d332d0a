import { evidence } from "../../evidence.ts";
import type { Setback } from "../../lineage.ts";
import { mayTakeBack } from "../../mayTakeBack.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import {
  type EntryStory,
  type MessageStory,
  type Move,
  isCompletion,
  isLive,
  removalsOf,
} from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * A message that was added is at every instant undelivered, pending, a dead letter or completed; added again it is one of
 * the first two. One that is none of that when the run ends will never be anything again: nobody is given what the group
 * has passed and nobody has pending.
 *
 * Not judged:
 * 1. what an incident took of an addition that was never acknowledged, or whose declared acknowledgement allows it. That is
 *    only so when nothing of the message is left: an entry that is still in the stream, acknowledged, was there long before,
 *    and the incident took its successor, which whoever acknowledged it had not put into the same step;
 * 2. what a fault took: an operator who trims the stream takes the payload, too;
 * 3. a removal so late that the step which would make up for it may still be under way: within a lease of the end, by a
 *    process that lives;
 * 4. what nobody can read: see `poisonStopsNobody`.
 */
export const noMessageIsLost: StreamBalancerRule = {
  id: "SB-1",
  level: "must",
  statement:
    "A message that was added is undelivered, pending, a dead letter or completed, whatever crashes or is lost.",
  hint: "What if the process dies, or the reply is lost, between the acknowledgement of an entry and whatever stands in for it?",
  needs: [],
  check: (trial) => [...trial.messages.values()].flatMap((message) => judge(trial, message)),
};

function judge(trial: StreamBalancerAnalysis, story: MessageStory): readonly Violation[] {
  const { content, entries, deadLetters, message } = story;
  if (content.item === null || entries.length === 0) return [];
  if (entries.some(({ moves }) => isLive(moves.at(-1)!.where))) return [];
  const letter = deadLetters.at(-1);
  // What the bound of the dead letters pushed out had been one; what an incident took is judged like all that it took.
  if (letter !== undefined && (letter.change === "added" || letter.setback === null)) return [];
  if (letter !== undefined && isAllowed(trial, story, letter.setback)) return [];
  const removals = entries.flatMap(removalsOf);
  if (removals.some((removal) => isCompletion(trial, removal))) return [];

  const { entry, move } = lastMove(entries);
  if (isExcused(trial, story, move)) return [];
  const wasLate = move.at + trial.options.leaseMs > trial.endAt;
  if (wasLate && move.process !== null && trial.lives.at(move.process, trial.endIndex) !== null) {
    return [];
  }
  const life = move.process === null ? null : trial.lives.at(move.process, move.index);
  const diedIndex = life?.untilIndex ?? Infinity;
  const who = tellWho(move);
  const why = diedIndex === Infinity ? "" : `, and ${move.process} died`;
  return [
    {
      events: evidence(entry.moves[0]!.index, pendingIndex(entry, move), move.index, diedIndex),
      because: `message ${message} (${content.item.name}) was taken out as ${entry.id} by ${who} at ${trial.when(move.at)}${why}; since then it is nowhere`,
    },
  ];
}

function tellWho({ process, operation, setback }: Move): string {
  if (setback !== null) return `the ${setback.event.incident} at ${setback.event.node}`;
  if (process === null) return "nobody";
  return operation === null ? process : `the ${operation.call.name} of ${process}`;
}

/** The last move of a message's entries: since then it is nowhere. */
function lastMove(entries: readonly EntryStory[]): {
  readonly entry: EntryStory;
  readonly move: Move;
} {
  const ended = entries.map((entry) => {
    const { moves } = entry;
    const position = moves.findLastIndex(({ where }) => isLive(where)) + 1;
    return { entry, move: moves[position] ?? moves.at(-1)! };
  });
  return ended.reduce((last, next) => (next.move.index > last.move.index ? next : last));
}

const pendingIndex = ({ moves }: EntryStory, { index }: Move): number | undefined =>
  moves.findLast((move) => move.index < index && move.where.place === "pending")?.index;

function isExcused(trial: StreamBalancerAnalysis, story: MessageStory, move: Move): boolean {
  const { entries } = story;
  const isTrimmed = entries.some(({ moves }) =>
    moves.some(({ where }) => where.place === "trimmed"),
  );
  if (isTrimmed || (move.process === null && move.setback === null)) return true;
  if (move.setback === null) return false;
  if (entries.some(({ moves }) => moves.at(-1)!.where.place === "stranded")) return false;
  return isAllowed(trial, story, move.setback);
}

/** Whether what the acknowledgement of the message's addition means lets an incident take it. */
function isAllowed(
  trial: StreamBalancerAnalysis,
  { entries }: MessageStory,
  setback: Setback | null,
): boolean {
  if (setback === null) return false;
  const root = (entries.find(({ isRoot }) => isRoot) ?? entries[0]!).moves[0]!;
  const makers = root.operation === null ? root.possible : [root.operation];
  const adding = makers.filter(({ call }) => call.name === "add");
  if (adding.length > 0 && adding.every(({ outcome }) => outcome.type !== "ok")) return true;
  const acknowledgement = trial.declares.durability?.add ?? { means: "received" };
  return mayTakeBack(trial.nodes, setback, acknowledgement, root.operation?.invokedIndex ?? root.index); // prettier-ignore
}
