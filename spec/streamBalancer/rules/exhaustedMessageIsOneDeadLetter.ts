import { evidence } from "../../evidence.ts";
import type { Violation } from "../../rule.ts";
import type { StreamBalancerAnalysis } from "../analyse.ts";
import type { WorkItem } from "../contract.ts";
import type { MessageStory } from "../stories.ts";
import type { StreamBalancerRule } from "../streamBalancerRule.ts";

/**
 * Somebody has to look at what failed for good, and do something about it: once, with all that there was. So a message whose
 * retries are used up is one dead letter, with its reason, its count and its payload, and is not worked on any more.
 *
 * A failure that its consumer was not told to be counted may not have been: only those count for the limit. What an incident
 * undid may happen again.
 */
export const exhaustedMessageIsOneDeadLetter: StreamBalancerRule = {
  id: "SB-9",
  level: "must",
  statement:
    "A message that has failed more often than it may is in the dead letters once, with reason, count and payload.",
  hint: "Who counts a failure, and do the dead letter and the end of the entry come in one step?",
  needs: ["dead-letters"],
  check: (trial) =>
    [...trial.messages.values()].flatMap((message) =>
      message.content.item === null || message.entries.length === 0
        ? []
        : [...letters(trial, message), ...triedTooOften(trial, message)],
    ),
};

function letters(trial: StreamBalancerAnalysis, story: MessageStory): readonly Violation[] {
  const { entries, deadLetters, message, content } = story;
  const of = `message ${message} (${content.item?.name})`;
  const added = deadLetters.filter(({ change, setback }) => change === "added" && setback === null);
  for (const { index, at, id, content: letter } of added) {
    const lacks = [
      ...(letter.reason === null || letter.reason === "" ? ["no reason"] : []),
      ...(letter.retries < trial.options.retriesMax ? [`a count of ${letter.retries}`] : []),
      ...(isSameItem(letter.item, content.item) ? [] : ["another payload"]),
    ];
    if (lacks.length === 0) continue;
    const because = `the dead letter ${id} of ${of}, added at ${trial.when(at)}, has ${lacks.join(" and ")}`;
    return [{ events: evidence(entries[0]!.moves[0]!.index, index), because }];
  }
  const undone = deadLetters.filter(({ change, setback }) => change === "removed" && setback !== null); // prettier-ignore
  const roots = entries.filter(({ isRoot }) => isRoot).length;
  if (added.length - undone.length <= Math.max(1, roots)) return [];
  const because = `${of} became a dead letter ${added.length} times: ${added.map(({ id, at }) => `${id} at ${trial.when(at)}`).join(", ")}`;
  return [{ events: evidence(...added.map(({ index }) => index)), because }];
}

function isSameItem(letter: WorkItem | null, item: WorkItem | null): boolean {
  if (letter === null || item === null) return letter === item;
  const names = new Set([...Object.keys(letter.info), ...Object.keys(item.info)]);
  return (
    letter.name === item.name && [...names].every((name) => letter.info[name] === item.info[name])
  );
}

/** Work that failed, and whose consumer was told that this was counted, more often than it may. */
function triedTooOften(trial: StreamBalancerAnalysis, story: MessageStory): readonly Violation[] {
  const { entries, message, content } = story;
  const name = content.item!.name;
  const firstIndex = entries[0]!.moves[0]!.index;
  if (trial.setbackWithin(firstIndex, trial.endIndex) !== undefined) return [];
  if (trial.wasAside(name, firstIndex, trial.endIndex)) return [];
  const allowed = (trial.options.retriesMax + 1) * Math.max(1, entries.filter(({ isRoot }) => isRoot).length); // prettier-ignore
  const counted = failuresHeard(trial).get(message) ?? [];
  if (counted.length <= allowed) return [];
  const because = `message ${message} (${name}) may fail ${allowed} times, but was worked on again and failed ${counted.length} times`;
  return [{ events: evidence(...counted), because }];
}

const known = new WeakMap<StreamBalancerAnalysis, ReadonlyMap<string, number[]>>();

/** Positions of failures that their consumer was told to be counted, by message. */
function failuresHeard(trial: StreamBalancerAnalysis): ReadonlyMap<string, number[]> {
  const found = known.get(trial);
  if (found !== undefined) return found;
  const failures = new Map<string, number[]>();
  const open = new Map<string, { readonly message: string; readonly index: number }>();
  for (let index = 0; index < trial.history.length; index++) {
    const event = trial.history[index]!;
    if (event.type === "work-failed") {
      open.set(`${event.process} ${event.stream}`, { message: event.message, index });
    }
    if (event.type !== "returned" || event.name !== "fail" || event.outcome.type !== "ok") continue;
    const call = trial.operations.get(event.op)?.call;
    if (call?.name !== "fail" || event.outcome.value !== true) continue;
    const failed = open.get(`${event.process} ${call.stream}`);
    if (failed === undefined) continue;
    open.delete(`${event.process} ${call.stream}`);
    const own = failures.get(failed.message);
    if (own === undefined) failures.set(failed.message, [failed.index]);
    else own.push(failed.index);
  }
  known.set(trial, failures);
  return failures;
}
