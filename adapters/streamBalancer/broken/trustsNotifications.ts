import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** The longest that a timer of Node can be set for. */
const never = 2 ** 31 - 1;

/** Whoever dies is told of, so nobody has to look. What is told while nobody listens is told to nobody. W3-26. */
export const trustsNotifications: StreamBalancerSubject = balancerOver({
  name: "broken/trustsNotifications",
  summary: "recovers what it is told of, and never looks for itself",
  breaks: "SB-23",
  policy: { firstScanMs: () => never, asksForItsOwnFirst: false },
});
