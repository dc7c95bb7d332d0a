import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import { recoveryMs } from "../recoveryMs.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import { type EntryStory, type MessageStory, type Move, isLive } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * What nobody can read goes to the dead letters, with the reason, and the consumer that it was given to goes on. Whoever
 * adds it once must not be able to stop a service.
 *
 * It may lie until a scan finds it, as a dead entry may. A consumer that gives up right after an entry that cannot be
 * read was given to it is blamed for that, unless something else had happened meanwhile.
 */
export const poisonStopsNobody: StreamBalancerRule = {
  id: "SB-11",
  level: "must",
  statement:
    "An entry that cannot be read becomes a dead letter with its reason, and stops nobody.",
  hint: "What does the reader do with an entry that it cannot parse, and with the rest of what came with it?",
  needs: ["dead-letters"],
  check: (trial) => [
    ...[...trial.messages.values()].flatMap((message) => judgeFate(trial, message)),
    ...stopped(trial),
  ],
};

function judgeFate(trial: StreamBalancerAnalysis, story: MessageStory): readonly Violation[] {
  const { content, entries, deadLetters, message } = story;
  if (content.item !== null) return [];
  const letters = deadLetters.filter(({ change }) => change === "added");
  const nameless = letters.find(({ content: { reason } }) => reason === null || reason === "");
  if (nameless !== undefined) {
    const because = `the poisoned entry ${message} became a dead letter at ${trial.when(nameless.at)} without a reason`;
    return [{ events: evidence(entries[0]?.moves[0]?.index, nameless.index), because }];
  }
  if (letters.length > 0) return [];

  return entries.flatMap((entry) => {
    const last = entry.moves.at(-1)!;
    const first = entry.moves[0]!;
    const of = `the poisoned entry ${message} (${entry.id})`;
    if (!isLive(last.where)) {
      if (!isTakenBySomebody(last) || wasTrimmed(entry)) return [];
      const taken =
        entry.moves[entry.moves.findLastIndex(({ where }) => isLive(where)) + 1] ?? last;
      // The step that would make up for it may still be under way.
      if (taken.at + trial.options.leaseMs > trial.endAt) return [];
      const because = `${of} was taken out by ${taken.process} at ${trial.when(taken.at)} and is no dead letter`;
      return [{ events: evidence(first.index, taken.index), because }];
    }
    if (last.where.place !== "pending") return [];
    const sinceAt = Math.max(
      trial.settledAt,
      last.at,
      trial.setbacks.at(-1)?.event.at ?? -Infinity,
    );
    if (sinceAt + recoveryMs(trial) >= trial.endAt) return [];
    const because = `${of} was given to ${last.where.consumer} at ${trial.when(last.at)}, and is still no dead letter at the end`;
    return [{ events: evidence(first.index, last.index, trial.endIndex), because }];
  });
}

const isTakenBySomebody = ({ process }: Move): boolean => process !== null;

const wasTrimmed = ({ moves }: EntryStory): boolean =>
  moves.some(({ where }) => where.place === "trimmed");

function stopped(trial: StreamBalancerAnalysis): readonly Violation[] {
  const poisons = trial.entries.filter(({ content }) => content.item === null);
  if (poisons.length === 0) return [];
  return trial.history.flatMap((event, index): readonly Violation[] => {
    if (event.type !== "notified" || event.notification.type !== "terminated") return [];
    const { process, at, notification } = event;
    const life = trial.lives.at(process, index);
    const given = poisons
      .flatMap(({ moves }) => moves)
      .filter(
        (move) =>
          move.where.place === "pending" &&
          move.where.consumer === process &&
          move.index < index &&
          move.index >= (life?.fromIndex ?? 0),
      )
      .at(-1);
    if (given === undefined) return [];
    if (!trial.health.isHealthyDuring(process, given.index, index)) return [];
    if (
      trial.incidents.some((incident) => given.index < incident.index && incident.index < index)
    ) {
      return [];
    }
    const because = `${process} gave up at ${trial.when(at)} (${notification.reason}), right after a poisoned entry had been given to it`;
    return [{ events: evidence(given.index, index), because }];
  });
}
