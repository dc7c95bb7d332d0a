import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { logIsBounded as rule } from "./logIsBounded.ts";

it("holds when no more are kept than is declared", () => {
  const run = writeTrial();
  run.kept(20);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the count", () => {
  const run = writeTrial();
  run.at(10).kept(21);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "21 events of t1 were kept at 10 ms; at most 20 are promised",
        "events": [
          1,
        ],
      },
    ]
  `);
});

it("allows an approximate retention its slack, and no retention everything", () => {
  const slack = writeTrial({ declares: { retention: { eventsMax: 100, slack: 0.5 } } });
  slack.kept(150);
  slack.kept(151);
  expect(sentences(rule.check(slack.end()))).toMatchInlineSnapshot(`
    [
      "151 events of t1 were kept at 0 ms; at most 150 are promised",
    ]
  `);

  const everything = writeTrial({ declares: { retention: null } });
  everything.kept(1_000_000);
  expect(rule.check(everything.end())).toEqual([]);
});
