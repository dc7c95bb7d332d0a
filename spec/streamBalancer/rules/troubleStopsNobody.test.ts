import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { troubleStopsNobody as rule } from "./troubleStopsNobody.ts";

const terminated = { type: "terminated", reason: "five errors" } as const;

/** A node was not well from 1,000 ms to 5,000 ms; 10,000 ms are to be ridden out. */
function trouble() {
  const run = writeTrial();
  run.start("c1");
  run.at(1_000).node("r1", "failed");
  return run;
}

it("holds when all go on, or give up over trouble that lasts", () => {
  const run = trouble();
  run.at(5_000).node("r1", "recovered");
  run.at(20_000).node("r1", "failed");
  run.at(31_000).notify("c1", terminated);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at a consumer that gives up too early", () => {
  const run = trouble();
  run.at(4_100).notify("c1", terminated);
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "c1 gave up at 4,100 ms (five errors) over trouble that had lasted for 3,100 ms, of which 10,000 ms are to be ridden out",
        "events": [
          4,
          5,
        ],
      },
    ]
  `);
});

it("points at what waits although all is well", () => {
  const run = trouble();
  run.at(5_000).node("r1", "recovered");
  run.at(6_000).quiet();
  run.add("s1");
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "1-0 (s1) waited from 16,000 ms to 60,000 ms without being delivered, although a consumer was there and all was well",
    ]
  `);
});

it("asks nobody to receive who is not there", () => {
  const run = writeTrial();
  run.at(6_000).quiet();
  run.add("s1");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});
