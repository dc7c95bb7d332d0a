import type { EventStreamerRule } from "../eventStreamerRule.ts";
import { overslept } from "../overslept.ts";

/**
 * Whoever waits when a send begins is awake soon after it ended.
 */
export const sendWakes: EventStreamerRule = {
  id: "ES-2",
  level: "must",
  statement:
    "A send wakes every receiver that waits for an event of its topic, within the declared time.",
  hint: "Who is told of a send, and can a waiting receiver be missed?",
  needs: [],
  check: (trial) =>
    overslept(trial, ({ sending, wait }) => sending.invokedIndex > wait.invokedIndex),
};
