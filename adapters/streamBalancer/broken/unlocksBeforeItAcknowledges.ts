import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

const unlock = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`;

/**
 * A completion ends the lease, if it holds it, and acknowledges the entry then.
 *
 * In between nobody owns an entry that is pending: it is recovered, and done again.
 */
export const unlocksBeforeItAcknowledges: StreamBalancerSubject = balancerOver({
  name: "broken/unlocksBeforeItAcknowledges",
  summary: "a completion ends the lease before it acknowledges the entry",
  breaks: "SB-13",
  operations: ({ client, keys }) => ({
    async complete({ id, item, token }) {
      const { input, group, owners, leaseOf } = keys;
      const lease = leaseOf(item.name, id);
      if ((await client.call(lease, ["EVAL", unlock, "1", lease, token])) === 0) return false;
      const acknowledged = await client.call(input, ["XACK", input, group, id]);
      await client.call(input, ["XDEL", input, id]);
      await client.call(owners, ["HDEL", owners, item.name]);
      return acknowledged === 1;
    },
  }),
});
