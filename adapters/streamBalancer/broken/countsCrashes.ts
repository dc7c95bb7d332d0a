import { recoverOne } from "../reference/lua/recover.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/**
 * Each recovery counts as a failure of the work, as in the published library.
 *
 * W3-23: a few restarts, and work is among the dead letters that nobody has ever failed to do.
 */
export const countsCrashes: StreamBalancerSubject = balancerOver({
  name: "broken/countsCrashes",
  summary: "counts the death of an owner as a failure of the work",
  breaks: "SB-8",
  pieces: { recoverOne: altered(recoverOne, "addAgain(id, fields, 0)", "addAgain(id, fields, 1)") },
});
