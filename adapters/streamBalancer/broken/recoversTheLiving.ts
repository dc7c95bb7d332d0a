import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/**
 * What has been pending for long is taken for dead, as XAUTOCLAIM has it. An entry is idle since it was delivered, however often
 * its owner renews the lease.
 */
export const recoversTheLiving: StreamBalancerSubject = balancerOver({
  name: "broken/recoversTheLiving",
  summary: "recovers what has been pending for long, whether or not its owner is alive",
  breaks: "SB-4",
  pieces: { alive: "local function isAlive() return false end" },
});
