import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { poisonStopsNobody as rule } from "./poisonStopsNobody.ts";

/** A poisoned entry that c1 was given. */
function poisoned() {
  const run = writeTrial();
  run.start("c1");
  const id = run.at(100).addPoison("poison 1");
  run.at(101).deliver(id, "c1");
  return { run, id };
}

it("holds when the entry becomes a dead letter with its reason", () => {
  const { run, id } = poisoned();
  run.at(102).bury(id, "c1", { reason: "unparseable" });
  expect(rule.check(run.at(200_000).end())).toEqual([]);
});

it("holds while a scan may still come", () => {
  const { run } = poisoned();
  run.at(1_000).quiet();
  expect(rule.check(run.at(30_000).end())).toEqual([]);
});

it("points at an entry that lies there for ever", () => {
  const { run } = poisoned();
  run.at(1_000).quiet();
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "the poisoned entry poison 1 (1-0) was given to c1 at 101 ms, and is still no dead letter at the end",
    ]
  `);
});

it("points at an entry that is acknowledged and forgotten", () => {
  const { run, id } = poisoned();
  run.at(102).remove(id, "c1");
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the poisoned entry poison 1 (1-0) was taken out by c1 at 102 ms and is no dead letter",
        "events": [
          4,
          6,
        ],
      },
    ]
  `);
});

it("points at a dead letter without a reason", () => {
  const { run, id } = poisoned();
  run.at(102).bury(id, "c1", { reason: null });
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "the poisoned entry poison 1 became a dead letter at 102 ms without a reason",
    ]
  `);
});

it("points at a consumer that gives up", () => {
  const { run, id } = poisoned();
  run.at(102).notify("c1", { type: "terminated", reason: "invalid message" });
  run.at(20_000).bury(id, "c2", { reason: "unparseable" });
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "c1 gave up at 102 ms (invalid message), right after a poisoned entry had been given to it",
    ]
  `);
});

it("does not blame poison for what something else may have done", () => {
  const { run, id } = poisoned();
  run.at(102).bury(id, "c1", { reason: "unparseable" });
  run.at(5_000).fault("partition", "c1");
  run.at(30_000).notify("c1", { type: "terminated", reason: "no connection" });
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});
