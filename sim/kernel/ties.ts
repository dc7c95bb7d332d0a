/**
 * Decides who goes first when several things are due at the same instant. A lane is one process or one direction of
 * one connection; within a lane order is always kept, because Node and TCP keep it.
 */
export type TieStrategy = (dueUs: number, lane: number) => number;

/**
 * Ties fall as the seed wills. A queue that is only right when they fall a certain way is wrong, and this is how we
 * find out. The draw depends on instant and lane only, so that an event more or less elsewhere changes nothing here.
 */
export function seededTies(seed: number): TieStrategy {
  return (dueUs, lane) => {
    let h = (dueUs | 0) ^ Math.imul(seed | 0, 0x9e3779b1);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) ^ Math.imul(lane + 1, 0xc2b2ae35);
    h = Math.imul(h ^ (h >>> 13), 0x27d4eb2f);
    return (h ^ (h >>> 15)) >>> 0;
  };
}
