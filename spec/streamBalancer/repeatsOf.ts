import type { IncidentKind } from "../worldEvent.ts";
import type { StreamBalancerAnalysis } from "./analyse.ts";
import type { OwnershipStory } from "./ownerships.ts";

/** What brought it about that a message was worked on again. "nothing" is what no rule lets happen. */
export type RepeatCause =
  IncidentKind | "failure" | "crash" | "shutdown" | "lease ended" | "group lost" | "nothing";

/** A message that came to an owner once more, the ownership before that, and why. */
export type Repeat = {
  readonly message: string;
  readonly before: OwnershipStory;
  readonly ownership: OwnershipStory;
  readonly cause: RepeatCause;
};

/**
 * Why messages came to an owner once more, in the order in which they did. Delivery at least once permits it; each time has
 * a cause: how the ownership before it ended, or the incident that took back that the work was done.
 */
export const repeatsOf = (trial: StreamBalancerAnalysis): readonly RepeatCause[] =>
  repeatedOwnerships(trial).map(({ cause }) => cause);

/** The same, with what it was about. */
export function repeatedOwnerships(trial: StreamBalancerAnalysis): readonly Repeat[] {
  const messageOf = new Map<string, string>();
  for (const { id, content } of trial.entries) messageOf.set(id, content.message);
  const last = new Map<string, OwnershipStory>();
  const repeats: Repeat[] = [];
  for (const ownership of trial.ownerships) {
    const message = messageOf.get(ownership.id);
    if (message === undefined) continue;
    const before = last.get(message);
    last.set(message, ownership);
    if (before !== undefined)
      repeats.push({ message, before, ownership, cause: causeOf(trial, before, ownership) });
  }
  return repeats;
}

function causeOf(
  trial: StreamBalancerAnalysis,
  before: OwnershipStory,
  { fromIndex }: OwnershipStory,
): RepeatCause {
  switch (before.end) {
    case "failed":
      return "failure";
    case "crashed":
      return "crash";
    case "shut down":
      return "shutdown";
    case "completed": {
      const { setbacks, history } = trial;
      const setback = setbacks.findLast(
        ({ index }) => before.untilIndex <= index && index < fromIndex,
      );
      if (setback !== undefined) return setback.event.incident;
      const wasLost = history
        .slice(before.untilIndex, fromIndex)
        .some((event) => event.type === "group" && !event.exists);
      return wasLost ? "group lost" : "nothing";
    }
    case "disowned":
    case "refused":
    case "terminated":
    case "replaced":
    case "open":
      return "lease ended";
  }
}
