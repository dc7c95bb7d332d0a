import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** Between delivery and lease an entry may have been recovered; its lease is free then, and so it is taken. W3-13. */
export const takesWhatIsNotItsOwn: StreamBalancerSubject = balancerOver({
  name: "broken/takesWhatIsNotItsOwn",
  summary: "takes a lease without asking whether the entry is still for this consumer",
  breaks: "SB-4",
  pieces: { stillPending: "local function isStillMine() return true end" },
});
