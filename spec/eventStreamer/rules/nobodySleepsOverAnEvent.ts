import type { EventStreamerRule } from "../eventStreamerRule.ts";
import { overslept } from "../overslept.ts";

/**
 * The lost wake-up: an event that was sent before the wait began, or while it did.
 */
export const nobodySleepsOverAnEvent: EventStreamerRule = {
  id: "ES-4",
  level: "must",
  statement:
    "No wait goes on while there is something to read, whatever came first: the event, the look, or the wait.",
  hint: "Is there a moment between the look at the log and the place among those who wait?",
  needs: [],
  check: (trial) =>
    overslept(trial, ({ sending, wait }) => sending.invokedIndex < wait.invokedIndex),
};
