/** How often a command was run, and how often the answer was the right one. */
export type Count = { run: number; agreed: number; unsupported: number };

/** By the command's name: "SET", "XGROUP CREATE". */
export type Tally = Map<string, Count>;

export function countIn(tally: Tally, name: string): Count {
  const known = tally.get(name);
  if (known !== undefined) return known;
  const count = { run: 0, agreed: 0, unsupported: 0 };
  tally.set(name, count);
  return count;
}

/** Adds what another tally has counted. */
export function addTally(to: Tally, from: Iterable<readonly [string, Count]>): void {
  for (const [name, count] of from) {
    const sum = countIn(to, name);
    sum.run += count.run;
    sum.agreed += count.agreed;
    sum.unsupported += count.unsupported;
  }
}

export function totalOf(tally: Iterable<readonly [string, Count]>): Count {
  const total = { run: 0, agreed: 0, unsupported: 0 };
  for (const [, count] of tally) {
    total.run += count.run;
    total.agreed += count.agreed;
    total.unsupported += count.unsupported;
  }
  return total;
}
