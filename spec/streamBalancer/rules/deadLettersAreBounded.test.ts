import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { deadLettersAreBounded as rule } from "./deadLettersAreBounded.ts";

/** So many dead letters, of which two are to be kept, in blocks of three. */
function buried(count: number, deadLettersMax = 2) {
  const run = writeTrial({ options: { deadLettersMax }, streamNodeEntries: 3 });
  run.start("c1");
  const letters = Array.from({ length: count }, (_, turn) => run.bury(run.add(`s${turn}`), "c1"));
  return { run, letters };
}

it("holds when a block more is kept, and a whole block goes", () => {
  const { run, letters } = buried(5);
  for (const letter of letters.slice(0, 3)) run.unbury(letter, "c1");
  expect(rule.check(run.end())).toEqual([]);
});

it("points at more than that", () => {
  expect(sentences(rule.check(buried(8).run.end()))).toMatchInlineSnapshot(`
    [
      "there were 6 dead letters at 0 ms, of which 2 are to be kept, or 5 with the rest of a block",
    ]
  `);
});

it("points at a dead letter that goes while there is room, or when all are kept", () => {
  const { run, letters } = buried(3);
  for (const letter of letters) run.unbury(letter, "c1");
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "c1 removed the dead letter 6-0 at 0 ms, when 2 are to be kept and 0 were left",
    ]
  `);

  const all = buried(1, 0);
  all.run.unbury(all.letters[0]!, "c1");
  expect(sentences(rule.check(all.run.end()))).toMatchInlineSnapshot(`
    [
      "c1 removed the dead letter 2-0 at 0 ms, when all are to be kept and 0 were left",
    ]
  `);
});
