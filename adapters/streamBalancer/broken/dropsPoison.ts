import { recoverOne, reasons } from "../reference/lua/recover.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/** What nobody can read is acknowledged and deleted. Nobody will ever know what it was. */
export const dropsPoison: StreamBalancerSubject = balancerOver({
  name: "broken/dropsPoison",
  summary: "throws away what it cannot read, instead of keeping it among the dead letters",
  breaks: "SB-11",
  pieces: {
    recoverOne: altered(
      recoverOne,
      `bury(id, fields, 0, '${reasons.unparseable}')`,
      "redis.call('XACK', input, group, id) redis.call('XDEL', input, id)",
    ),
  },
});
