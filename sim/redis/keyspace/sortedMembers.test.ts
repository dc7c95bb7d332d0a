import { isDeepStrictEqual } from "node:util";
import { expect, it } from "vitest";
import { Random } from "../../random.ts";
import { SortedMembers } from "./sortedMembers.ts";

type Pair = readonly [score: number, member: string];

it("agrees with a sorted array through thousands of random insertions and deletions", () => {
  const random = new Random("sorted members");
  const members = new SortedMembers();
  let expected: Pair[] = [];
  const differences: number[] = [];
  for (let step = 0; step < 6000; step++) {
    const growing = step % 2000 < 1200;
    if (expected.length === 0 || random.chance(growing ? 0.8 : 0.2)) {
      const pair: Pair = [random.below(50), `m${step}`];
      members.insert(...pair);
      expected.push(pair);
    } else {
      const [score, member] = random.pick(expected);
      members.delete(score, member);
      expected = expected.filter((pair) => pair[1] !== member);
    }
    if (step % 100 === 0 && !isDeepStrictEqual(contents(members), ranked(expected)))
      differences.push(step);
  }
  expect(differences).toEqual([]);
});

it("finds ranks, prefixes and ranges in a hundred thousand elements inserted in order", () => {
  const members = new SortedMembers();
  for (let i = 0; i < 100_000; i++) members.insert(i, "x");
  expect(members.rank(54_321, "x")).toBe(54_321);
  expect(members.countWhile((score) => score < 999.5)).toBe(1000);
  const seen: number[] = [];
  members.visit(99_998, 200_000, (_, score) => seen.push(score));
  expect(seen).toEqual([99_998, 99_999]);
});

/** Everything in order, each with the rank that a search finds for it. */
function contents(members: SortedMembers): (readonly [...Pair, rank: number])[] {
  const pairs: (readonly [...Pair, rank: number])[] = [];
  members.visit(0, members.size, (member, score) =>
    pairs.push([score, member, members.rank(score, member)]),
  );
  return pairs;
}

function ranked(pairs: readonly Pair[]): (readonly [...Pair, rank: number])[] {
  return pairs
    .toSorted(([a, x], [b, y]) => a - b || (x < y ? -1 : 1))
    .map(([score, member], rank) => [score, member, rank]);
}
