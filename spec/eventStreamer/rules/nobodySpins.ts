import { evidence } from "../../evidence.ts";
import type { EventStreamerRule } from "../eventStreamerRule.ts";

/**
 * It keeps a processor at work for nothing, and everybody else from theirs.
 */
export const nobodySpins: EventStreamerRule = {
  id: "ES-17",
  level: "must",
  statement: "No code goes on for ever in one instant.",
  hint: "Is there a loop that waits for nothing before it looks again?",
  needs: [],
  check: (trial) =>
    trial.history.flatMap((event, index) => {
      if (event.type !== "spun") return [];
      const wait = event.op === null ? undefined : trial.waitOf.get(event.op);
      const who = wait === undefined ? event.process : `the wait of ${wait.call.receiver}`;
      const because = `${who} went on without end at ${trial.when(event.at)}; the run was stopped`;
      return [{ events: evidence(wait?.invokedIndex, index), because }];
    }),
};
