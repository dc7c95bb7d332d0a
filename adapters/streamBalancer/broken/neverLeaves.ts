import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** A consumer stays in the group for ever, and with each deployment come others with other names. */
export const neverLeaves: StreamBalancerSubject = balancerOver({
  name: "broken/neverLeaves",
  summary: "leaves its name in the group when it is shut down, and the names of the dead",
  breaks: "SB-20",
  operations: () => ({
    async leave() {
      // There may be something pending with it, so its author thought.
    },
    async dropConsumers() {
      // The same.
    },
  }),
});
