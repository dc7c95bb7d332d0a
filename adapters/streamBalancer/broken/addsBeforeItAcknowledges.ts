import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { failInSteps, recoverInSteps, type Requeue, successorFields } from "./recoverInSteps.ts";

/**
 * A recovery adds the successor, and acknowledges the dead entry after that: nothing can be lost.
 *
 * But the entry is dead for everybody until it is acknowledged: two recoverers add a successor each, and so does whoever
 * recovers the entry of a recoverer that died in between.
 */
export const addsBeforeItAcknowledges: StreamBalancerSubject = balancerOver({
  name: "broken/addsBeforeItAcknowledges",
  summary: "a recovery adds the successor first, and acknowledges the dead entry after that",
  breaks: "SB-2",
  operations(tools, reference) {
    const { client, keys } = tools;
    const { input, group } = keys;
    const requeue: Requeue = async (id, fields) => {
      await client.call(input, ["XADD", input, "*", ...successorFields(id, fields)]);
      const acknowledged = await client.call(input, ["XACK", input, group, id]);
      await client.call(input, ["XDEL", input, id]);
      return acknowledged === 0 ? "gone" : "requeued";
    };
    return {
      recover: recoverInSteps(tools, reference, requeue),
      fail: failInSteps(tools, reference, requeue),
    };
  },
});
