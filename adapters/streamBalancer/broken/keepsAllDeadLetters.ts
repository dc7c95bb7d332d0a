import { bury } from "../reference/lua/successor.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/** The dead letters grow for as long as there is memory. */
export const keepsAllDeadLetters: StreamBalancerSubject = balancerOver({
  name: "broken/keepsAllDeadLetters",
  summary: "never trims the dead letters, however few it was told to keep",
  breaks: "SB-12",
  pieces: { bury: altered(bury, "if limit > 0 then", "if false then") },
});
