import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { noMessageIsLost as rule } from "./noMessageIsLost.ts";

/** A message that c1 was given, and c2 is up to recover it. */
function given(options: Parameters<typeof writeTrial>[0] = {}) {
  const run = writeTrial(options);
  run.start("c1", "c2");
  const id = run.at(100).add("s1");
  run.at(200).own("c1", id);
  return { run, id };
}

it("holds for what is undelivered, pending, completed, added again or a dead letter", () => {
  const run = writeTrial();
  run.start("c1");
  run.add("undelivered");
  run.own("c1", run.add("pending"));
  const done = run.add("done");
  run.own("c1", done);
  run.complete("c1", done);
  const again = run.add("again");
  run.deliver(again, "c1");
  run.requeue(again, "c1");
  const dead = run.add("dead");
  run.deliver(dead, "c1");
  run.bury(dead, "c1");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at the acknowledgement whose process died before it added the successor", () => {
  const { run, id } = given();
  run.at(300).process("c1", "crashed");
  run.at(20_000).strand(id, "c2");
  run.process("c2", "crashed");
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "message s1 (s1) was taken out as 1-0 by c2 at 20,000 ms, and c2 died; since then it is nowhere",
        "events": [
          8,
          10,
          15,
          16,
        ],
      },
    ]
  `);
});

it("waits for the second step of a process that lives, but not for ever", () => {
  const { run, id } = given();
  run.at(20_000).strand(id, "c2");
  expect(rule.check(run.at(21_000).end())).toEqual([]);
  expect(rule.check(run.at(60_000).end())).toHaveLength(1);
});

it("holds when the second step comes", () => {
  const { run, id } = given();
  run.at(20_000).strand(id, "c2");
  run.at(20_005).put({ item: { name: "s1", info: {} }, message: "s1" }, "c2");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("does not take what a shutdown acknowledges for completed", () => {
  const { run, id } = given();
  const op = run.at(300).invoke("c1", { name: "shutdown" });
  run.remove(id, op);
  run.answer(op);
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "message s1 (s1) was taken out as 1-0 by the shutdown of c1 at 300 ms; since then it is nowhere",
    ]
  `);
});

it("takes a completion whose reply was lost for one, because the entry says so", () => {
  const { run, id } = given();
  const op = run.at(300).invoke("c1", { name: "complete", stream: "s1" });
  run.remove(id, op);
  run.lose(op);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("does not take what comes with a successor for a completion, although one was open", () => {
  const { run, id } = given();
  const op = run.at(300).invoke("c1", { name: "complete", stream: "s1" });
  const again = run.at(20_000).requeue(id, op);
  run.lose(op);
  run.at(21_000).strand(again, "c2");
  run.process("c2", "crashed");
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "message s1 (s1) was taken out as 2-0 by c2 at 21,000 ms, and c2 died; since then it is nowhere",
    ]
  `);
});

it("lets a failover take what only the master had received", () => {
  const run = writeTrial();
  run.start("c1");
  const past = run.remember();
  run.add("s1");
  run.incident("failover", past);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("does not let a failover take what all replicas had", () => {
  const run = writeTrial({ acknowledges: { means: "replicated", replicas: 1 } });
  run.start("c1");
  const past = run.remember();
  run.at(100).add("s1");
  run.at(200).incident("failover", past);
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "message s1 (s1) was taken out as 1-0 by the failover at r2 at 200 ms; since then it is nowhere",
    ]
  `);
});

it("lets an incident take what was never acknowledged", () => {
  const run = writeTrial({ acknowledges: { means: "replicated", replicas: 1 } });
  run.start("c1");
  const past = run.remember();
  const op = run.at(100).invoke("p1", { name: "add", item: { name: "s1", info: {} } });
  run.put({ item: { name: "s1", info: {} }, message: "s1" }, op);
  run.at(200).incident("takeover", past);
  run.lose(op);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("lets it take what some addition made that was never acknowledged, although nobody knows which", () => {
  const lostBy = (isAnswered: boolean) => {
    const run = writeTrial({ acknowledges: { means: "replicated", replicas: 1 } });
    run.start("c1");
    const past = run.remember();
    const op = run.at(100).invoke("p1", { name: "add", item: { name: "s1", info: {} } });
    run.put({ item: { name: "s1", info: {} }, message: "s1" }, "p1");
    if (isAnswered) run.answer(op, { id: "1-0" });
    run.at(200).incident("takeover", past);
    if (!isAnswered) run.lose(op);
    return rule.check(run.at(60_000).end());
  };
  expect(lostBy(false)).toEqual([]);
  expect(lostBy(true)).toHaveLength(1);
});

it("blames whoever needs two steps for a failover between the two", () => {
  const { run, id } = given();
  run.at(20_000).strand(id, "c2");
  const past = run.remember();
  run.at(20_005).put({ item: { name: "s1", info: {} }, message: "s1" }, "c2");
  run.at(20_010).incident("failover", past);
  expect(rule.check(run.at(60_000).end())).toHaveLength(1);
});

it("holds when a failover brings back what was acknowledged", () => {
  const { run, id } = given();
  const past = run.remember();
  run.at(20_000).strand(id, "c2");
  run.process("c2", "crashed");
  run.at(20_010).incident("failover", past);
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("blames nobody for what an operator trimmed, or the bound of the dead letters", () => {
  const { run, id } = given();
  run.at(300).move(id, { place: "trimmed", consumer: "c1", deliveries: 1 }, null);
  run.at(20_000).remove(id, "c2");
  const dead = run.add("dead");
  run.deliver(dead, "c2");
  run.unbury(run.bury(dead, "c2"), "c2");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});
