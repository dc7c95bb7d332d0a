import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { failInSteps, recoverInSteps, type Requeue, successorFields } from "./recoverInSteps.ts";

const acknowledgeAndAdd = `
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XADD', KEYS[1], '*', unpack(ARGV, 3))
redis.call('XDEL', KEYS[1], ARGV[2])
return 1
`;

/**
 * A recovery changes all at once, but does not look at whether it was its acknowledgement that counted.
 *
 * Two that found the same dead entry add a successor each.
 */
export const acknowledgesBlindly: StreamBalancerSubject = balancerOver({
  name: "broken/acknowledgesBlindly",
  summary: "a recovery adds a successor, whether or not it was the one that acknowledged the entry",
  breaks: "SB-2",
  operations(tools, reference) {
    const { client, keys } = tools;
    const { input, group } = keys;
    const requeue: Requeue = async (id, fields) => {
      await client.call(input, [
        "EVAL",
        acknowledgeAndAdd,
        "1",
        input,
        group,
        id,
        ...successorFields(id, fields),
      ]);
      return "requeued";
    };
    return {
      recover: recoverInSteps(tools, reference, requeue),
      fail: failInSteps(tools, reference, requeue),
    };
  },
});
