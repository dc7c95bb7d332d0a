import type { World } from "../world.ts";

/** A glob: matching much, little or nothing, with every sign that has a meaning. */
export function drawPattern({ random }: World): string {
  return random.pick([
    "*",
    "*",
    "*",
    "a*",
    "*1",
    "?",
    "??",
    "[a-c]*",
    "[^a]*",
    "m[0-9]*",
    "[z-a]",
    "h?1",
    "\\*",
    "[",
    "[a",
    "a\\",
    "**?",
    "",
    "s1",
    "\xff*",
    "x\\*y*",
    "[a-",
  ]);
}

export function drawChannel({ random }: World): string {
  return random.pick(["ch1", "ch1", "ch2", "ch3", "news:a", "news:b", "", "\xff\0"]);
}

export function drawChannelPattern({ random }: World): string {
  return random.pick(["ch*", "ch?", "*", "news:*", "news:[ab]", "none", "ch1", "\\ch1", "\xff*"]);
}

/** What SORT's BY and GET look up for an element. */
export function drawLookup({ random }: World): string {
  return random.pick([
    "w_*",
    "wh_*->f",
    "#",
    "w_*",
    "none_*",
    "*",
    "wh_*->",
    "w_",
    "wh_*->g",
    "->f*",
  ]);
}
