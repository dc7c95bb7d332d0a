import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * A renewal that finds no lease takes it again, and as long as renewals go through the owner has no reason to stop.
 *
 * W3-11: when the lease had ended, the entry may have been recovered and even be done; this owner never learns.
 */
export const revivesItsLease: StreamBalancerSubject = balancerOver({
  name: "broken/revivesItsLease",
  summary: "a renewal takes a lease again that has ended, and the owner works on",
  breaks: "SB-3",
  pieces: {
    renewOne: `
local function renewOne(lease, held, token)
  if held and held ~= token then return 0 end
  redis.call('SET', lease, token, 'PX', ARGV[1])
  return 1
end
`,
  },
  policy: { deadline: () => Infinity },
});
