import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { lostGroupComesBack as rule } from "./lostGroupComesBack.ts";

/** A message waits when the group is lost. */
function lost() {
  const run = writeTrial();
  run.start("c1");
  run.group(true, "c1");
  const id = run.at(500).add("s1");
  run.at(1_000).group(false, null);
  return { run, id };
}

it("holds when the group is created again before what waits", () => {
  const { run, id } = lost();
  run.at(2_000).quiet();
  run.group(true, "c1");
  run.own("c1", id);
  run.complete("c1", id);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at a group that is created behind what waits", () => {
  const { run, id } = lost();
  run.at(2_000).group(true, "c1");
  run.strand(id, "c1");
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "c1 created the group at 2,000 ms behind message s1 (s1), which nobody will be given",
        "events": [
          6,
          9,
          10,
        ],
      },
    ]
  `);
});

it("points at a group that gives out what was completed", () => {
  const run = writeTrial();
  run.start("c1");
  run.group(true, "c1");
  const id = run.add("s1");
  run.own("c1", id);
  const op = run.invoke("c1", { name: "complete", stream: "s1" });
  run.strand(id, op);
  run.answer(op, true);
  run.at(1_000).group(false, null);
  run.at(2_000).group(true, "c1");
  run.deliver(id, "c1");
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "1-0 (s1) was completed at 0 ms, but given out again at 2,000 ms after c1 had created the group anew",
    ]
  `);
});

it("points at a group that nobody creates", () => {
  const { run } = lost();
  run.at(2_000).quiet();
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "the group was lost at 1,000 ms, and nobody created it again",
    ]
  `);
});
