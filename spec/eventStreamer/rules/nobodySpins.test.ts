import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { nobodySpins as rule } from "./nobodySpins.ts";

it("holds when everybody comes to rest", () => {
  const run = writeTrial();
  run.wait(run.open("r1"));
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the wait that goes on without end", () => {
  const run = writeTrial();
  const wait = run.wait(run.open("r1"));
  run.at(10).spun(wait);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the wait of r1 went on without end at 10 ms; the run was stopped",
        "events": [
          3,
          4,
        ],
      },
    ]
  `);
});

it("names the process when it is nobody's wait", () => {
  const run = writeTrial();
  run.at(10).spun(null);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "p1 went on without end at 10 ms; the run was stopped",
    ]
  `);
});
