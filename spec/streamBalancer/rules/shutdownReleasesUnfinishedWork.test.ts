import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { shutdownReleasesUnfinishedWork as rule } from "./shutdownReleasesUnfinishedWork.ts";

function leaving() {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  const op = run.at(1_100).invoke("c1", { name: "shutdown" });
  return { run, id, op };
}

it("holds when what is unfinished is added again and its lease let go", () => {
  const { run, id, op } = leaving();
  run.requeue(id, op);
  run.unlease("s1", op);
  run.answer(op);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at what it acknowledges", () => {
  const { run, id, op } = leaving();
  run.remove(id, op);
  run.unlease("s1", op);
  run.answer(op);
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the shutdown of c1 took out 1-0 of message s1 (s1) at 1,100 ms, which was not finished, and put nothing in its place",
        "events": [
          14,
          15,
          17,
        ],
      },
    ]
  `);
});

it("points at what it keeps", () => {
  const { run, op } = leaving();
  run.answer(op);
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "c1 had shut down at 1,100 ms, but keeps the lease of s1 until 3,000 ms",
      "c1 had shut down at 1,100 ms, but 1-0 (s1) is still pending with it",
    ]
  `);
});

it("points at what it is told afterwards", () => {
  const { run, id, op } = leaving();
  run.requeue(id, op);
  run.unlease("s1", op);
  run.answer(op);
  run.at(1_300).disown("c1", id);
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "c1 had shut down at 1,100 ms, but was told "disowned" at 1,300 ms",
    ]
  `);
});

it("does not ask for more than that nothing is lost when something happened meanwhile", () => {
  const { run, op } = leaving();
  run.fault("partition", "c1");
  run.answer(op);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("holds when the successor is done before the shutdown is", () => {
  const { run, id, op } = leaving();
  const successor = run.requeue(id, op);
  run.unlease("s1", op);
  run.own("c2", successor);
  run.complete("c2", successor);
  run.at(1_500).answer(op);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});
