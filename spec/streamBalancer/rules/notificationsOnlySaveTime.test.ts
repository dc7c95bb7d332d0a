import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { notificationsOnlySaveTime as rule } from "./notificationsOnlySaveTime.ts";

function dead() {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  run.at(1_500).process("c1", "crashed");
  run.at(1_600).quiet();
  return { run, id };
}

it("holds when a scan recovers what nobody was told of", () => {
  const { run, id } = dead();
  run.at(30_000).requeue(id, "c2");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at an entry that nobody was told of, and nobody recovers", () => {
  const { run } = dead();
  expect(sentences(rule.check(run.at(60_000).end()))).toMatchInlineSnapshot(`
    [
      "nobody was told that the lease of s1 had ended, and 1-0 was not recovered by 37,000 ms",
    ]
  `);
});

it("leaves it to another rule when somebody was told", () => {
  const { run, id } = dead();
  run.at(3_000).notify("c2", { type: "expired", name: "s1", id });
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});
