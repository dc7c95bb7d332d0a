import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { failInSteps, recoverInSteps, type Requeue, successorFields } from "./recoverInSteps.ts";

/**
 * A recovery acknowledges the dead entry, and adds its successor when that says that nobody else was faster.
 *
 * W3-1: whoever dies in between, or is refused the second step, has lost the message: it is pending with nobody, and the
 * group is past it. The acknowledgement that tells recoverers apart is what makes the crash a loss.
 */
export const acknowledgesBeforeItAdds: StreamBalancerSubject = balancerOver({
  name: "broken/acknowledgesBeforeItAdds",
  summary: "a recovery acknowledges the dead entry first, and adds its successor after that",
  breaks: "SB-1",
  operations(tools, reference) {
    const { client, keys } = tools;
    const { input, group } = keys;
    const requeue: Requeue = async (id, fields) => {
      if ((await client.call(input, ["XACK", input, group, id])) === 0) return "gone";
      await client.call(input, ["XADD", input, "*", ...successorFields(id, fields)]);
      await client.call(input, ["XDEL", input, id]);
      return "requeued";
    };
    return {
      recover: recoverInSteps(tools, reference, requeue),
      fail: failInSteps(tools, reference, requeue),
    };
  },
});
