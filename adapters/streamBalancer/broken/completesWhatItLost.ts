import { fencedByLease, completion } from "../reference/lua/finish.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * A completion acknowledges and deletes, and does not look at how much there was to acknowledge.
 *
 * An owner whose lease has ended is told that its work is complete, while somebody else does it again.
 */
export const completesWhatItLost: StreamBalancerSubject = balancerOver({
  name: "broken/completesWhatItLost",
  summary: "a completion says that it went through, whatever it acknowledged",
  breaks: "SB-6",
  pieces: {
    fenced: altered(fencedByLease, "if redis.call('GET', lease) ~= token then return '0' end", ""),
    completion: altered(completion, "if found == 0 then return '0' end", ""),
  },
});
