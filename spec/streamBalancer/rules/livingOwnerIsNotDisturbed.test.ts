import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { livingOwnerIsNotDisturbed as rule } from "./livingOwnerIsNotDisturbed.ts";

/** c1 has owned s1 since 1,000 ms; its lease lasts for 2,000 ms. */
function owned() {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  return { run, id };
}

it("holds when an entry is recovered whose lease is over, or let go by its owner", () => {
  const { run, id } = owned();
  run.at(3_000).unlease("s1");
  run.at(20_000).requeue(id, "c2");
  const second = run.add("s2");
  run.own("c1", second);
  const op = run.invoke("c1", { name: "shutdown" });
  run.requeue(second, op);
  run.unlease("s2", op);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at whoever takes what a lease is held for", () => {
  const { run, id } = owned();
  run.at(2_000).lease("c1", "s1");
  run.at(3_900).requeue(id, "c2");
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "c2 took 1-0 (s1) at 3,900 ms from c1, which holds the lease of s1 until 4,000 ms",
        "events": [
          10,
          14,
          16,
        ],
      },
    ]
  `);
});

it("points at whoever takes it over without taking it out", () => {
  const { run, id } = owned();
  run.at(2_000).deliver(id, "c2");
  expect(rule.check(run.end())).toHaveLength(1);
});

it("does not call a consumer alive that has died", () => {
  const { run, id } = owned();
  run.at(1_100).process("c1", "crashed");
  run.at(1_200).requeue(id, "c2");
  expect(rule.check(run.end())).toEqual([]);
});

it("goes by the lease as an incident left it", () => {
  const { run, id } = owned();
  run.at(1_200).incident("failover", { ...run.remember(), leases: new Map() });
  run.at(1_300).requeue(id, "c2");
  expect(rule.check(run.end())).toEqual([]);
});

it("lets an entry be recovered that waits for another one of the same name", () => {
  const { run } = owned();
  const second = run.at(1_100).add("s1", "another");
  run.deliver(second, "c1");
  run.at(2_500).requeue(second, "c2");
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a consumer that is told of what somebody had recovered before it took the lease", () => {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).deliver(id, "c1");
  run.at(12_000).requeue(id, "c2");
  run.at(12_100).lease("c1", "s1");
  run.told("c1", id);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "c1 was told at 12,100 ms that it owns s1 by 1-0, which c2 had taken out at 12,000 ms",
    ]
  `);
});
