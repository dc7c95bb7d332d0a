import { takeLease } from "../reference/lua/take.ts";
import { balancerOver } from "../reference/balancerOver.ts";
import type { StreamBalancerSubject } from "../subject.ts";
import { altered } from "../../altered.ts";

/** The id of the entry is taken for the fence, as it rises by itself. But an entry can have two owners, one after the other. */
export const fenceIsTheEntry: StreamBalancerSubject = balancerOver({
  name: "broken/fenceIsTheEntry",
  summary: "takes the entry's id for the fence, so that a second owner of it has the same",
  breaks: "SB-10",
  pieces: { takeOne: altered(takeLease, "nextFence() .. own", "id .. own") },
});
