import type { Violation } from "../../rule.ts";
import type { EventStreamerAnalysis } from "../analyse.ts";
import type { Topic } from "../contract.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * One listener for each event is nothing in a test and a leak in a month.
 */
export const nothingIsLeftBehind: EventStreamerRule = {
  id: "ES-12",
  level: "must",
  statement:
    "After a wait is over nobody listens to its signal, and after everything is closed no timer is set, no more connections are open than are declared, and a name has one reader at most.",
  hint: "What is set for a wait, and who takes it away when the wait ends in another way than it was meant to?",
  needs: [],
  check: (trial) =>
    trial.history.flatMap((event, index) => {
      if (event.type === "readers") return readersLeft(trial, event, index);
      if (event.type !== "rest") return [];
      const { process, listeners, timers, waiting, at, connections = 0, hasLeft = false } = event;
      if (trial.wasTrouble(process, event.fromAt, at)) return [];
      const left = [
        ...(listeners > 0 ? [`${listeners} listeners at signals of waits that were over`] : []),
        ...(timers > 0 && waiting.length === 0 && openIn(trial, process, index) === 0
          ? [`${timers} timers, although all was closed`]
          : []),
        ...(connections > (hasLeft ? 0 : connectionsMax(trial, process, index))
          ? [
              `${connections} connections to a node, with ${openIn(trial, process, index)} receivers open`,
            ]
          : []),
      ];
      if (left.length === 0) return [];
      return [
        { events: [index], because: `at ${trial.when(at)} ${process} had ${left.join(" and ")}` },
      ];
    }),
};

/** A position outlives everybody, and takes one reader to be kept. */
function readersLeft(
  trial: EventStreamerAnalysis,
  { topic, count, at }: { readonly topic: Topic; readonly count: number; readonly at: number },
  index: number,
): readonly Violation[] {
  const names = new Set(
    trial.openings.flatMap(({ call }) => (call.topic === topic ? call.as : [])),
  );
  if (count <= names.size) return [];
  const because = `at ${trial.when(at)} ${count} readers of ${topic} were known, although only ${names.size} names had ever been opened there`;
  return [{ events: [index], because }];
}

/** How many connections to one node are declared for the receivers that a process has open. */
const connectionsMax = (trial: EventStreamerAnalysis, process: string, index: number): number =>
  (trial.declares.idle.connections ?? 0) * (openIn(trial, process, index) + 1);

/** How many receivers a process has open at a position. */
function openIn(trial: EventStreamerAnalysis, process: string, index: number): number {
  const open = new Set<string>();
  for (const { call, process: by, returnedIndex } of trial.operations) {
    if (by !== process || returnedIndex > index) continue;
    if (call.name === "open") open.add(call.receiver);
    if (call.name === "close") open.delete(call.receiver);
  }
  return open.size;
}
