import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { EntryContent } from "../history.ts";
import type { MessageStory } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Retries are for work that fails. A crash, a pause, a lost lease, a rolling restart or another topology says nothing about
 * the work; who counts them loses good work to the dead letters after a few deployments.
 *
 * A message has failed as often as a consumer said that its processing failed. That nobody heard of one is no
 * violation: the count may be lower, but never higher.
 */
export const retriesCountFailures: StreamBalancerRule = {
  id: "SB-8",
  level: "must",
  statement: "The retries of a message count its failed processing, and nothing else.",
  hint: "What does the recovery of an entry count whose owner crashed, was restarted or lost its lease?",
  needs: [],
  check(trial) {
    const failures = failuresOf(trial);
    return [...trial.messages.values()].flatMap((message) =>
      judge(trial, message, failures.get(message.message) ?? []),
    );
  },
};

function judge(
  trial: StreamBalancerAnalysis,
  { entries, deadLetters, content, message }: MessageStory,
  failures: readonly number[],
): readonly Violation[] {
  if (content.item === null || entries.length === 0) return [];
  const failedBefore = (index: number): number =>
    failures.filter((failed) => failed < index).length;
  const tell = (index: number, at: number, what: string): Violation => ({
    events: evidence(entries[0]!.moves[0]!.index, ...failures, index),
    because: `message ${message} (${content.item?.name}) had failed ${times(failedBefore(index))} by ${trial.when(at)}, but ${what}`,
  });

  for (const entry of entries) {
    const { index, at, setback } = entry.moves[0]!;
    if (setback !== null || entry.content.retries <= failedBefore(index)) continue;
    return [tell(index, at, `${entry.id} says ${times(entry.content.retries)}`)];
  }
  for (const { index, at, id, content: letter, change, setback } of deadLetters) {
    if (change !== "added" || setback !== null) continue;
    const failed = failedBefore(index);
    if (!isExhausted(trial, failed)) {
      return [tell(index, at, `became a dead letter (${letter.reason ?? "without a reason"}), and may be tried ${times(trial.options.retriesMax)} again`)]; // prettier-ignore
    }
    if (letter.retries > failed) return [tell(index, at, `its dead letter ${id} says ${times(letter.retries)}`)]; // prettier-ignore
  }
  return [];
}

const isExhausted = ({ options }: StreamBalancerAnalysis, failed: number): boolean =>
  failed > options.retriesMax;

/** Positions at which the processing of each message failed. */
function failuresOf(trial: StreamBalancerAnalysis): ReadonlyMap<EntryContent["message"], number[]> {
  const failures = new Map<string, number[]>();
  for (let index = 0; index < trial.history.length; index++) {
    const event = trial.history[index]!;
    if (event.type !== "work-failed") continue;
    const own = failures.get(event.message);
    if (own === undefined) failures.set(event.message, [index]);
    else own.push(index);
  }
  return failures;
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);
