import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { completionUnlocksLast as rule } from "./completionUnlocksLast.ts";

function owned() {
  const run = writeTrial();
  run.start("c1");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  const op = run.at(1_100).invoke("c1", { name: "complete", stream: "s1" });
  return { run, id, op };
}

it("holds when the entry is gone before the lease is", () => {
  const { run, id, op } = owned();
  run.strand(id, op);
  run.at(1_101).remove(id, op);
  run.at(1_102).unlease("s1", op);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a lease that goes first", () => {
  const { run, id, op } = owned();
  run.unlease("s1", op);
  run.at(1_101).remove(id, op);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the completion of s1 by c1 ended the lease at 1,100 ms, while its entry 1-0 was still pending",
        "events": [
          9,
          11,
          12,
        ],
      },
    ]
  `);
});

it("points at an entry that is acknowledged, but not deleted by then", () => {
  const { run, id, op } = owned();
  run.strand(id, op);
  run.at(1_101).unlease("s1", op);
  run.at(1_102).remove(id, op);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "the completion of s1 by c1 ended the lease at 1,101 ms, while its entry 1-0 was acknowledged, but not deleted",
    ]
  `);
});

it("has nothing against a lease that ends by itself", () => {
  const { run, id, op } = owned();
  run.at(3_000).unlease("s1");
  run.remove(id, op);
  expect(rule.check(run.end())).toEqual([]);
});
