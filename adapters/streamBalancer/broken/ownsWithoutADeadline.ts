import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";

/** An owner learns that its lease is over when a renewal tells it so. One that is cut off does not learn it. W3-17. */
export const ownsWithoutADeadline: StreamBalancerSubject = balancerOver({
  name: "broken/ownsWithoutADeadline",
  summary: "keeps owning what it cannot renew, until Redis says that it is lost",
  breaks: "SB-5",
  policy: { deadline: () => Infinity },
});
