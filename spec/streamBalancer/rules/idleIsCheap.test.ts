import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { idleIsCheap as rule } from "./idleIsCheap.ts";

function quiet() {
  const run = writeTrial();
  run.start("c1");
  run.at(1_000).quiet();
  return run.at(20_000);
}

it("holds for a consumer that blocks", () => {
  const run = quiet();
  run.cost("c1", 10_000, 20);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a consumer that polls", () => {
  const run = quiet();
  run.cost("c1", 10_000, 1_000);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "c1 had nothing to do from 10,000 ms to 20,000 ms, but sent 1000 commands, more than 47",
    ]
  `);
});

it("does not count while there is something to do, or something was asked for", () => {
  const busy = quiet();
  busy.add("s1");
  busy.cost("c1", 10_000, 1_000);
  expect(rule.check(busy.end())).toEqual([]);

  const asked = quiet();
  asked.call("c1", { name: "reset-topology" });
  asked.cost("c1", 10_000, 1_000);
  expect(rule.check(asked.end())).toEqual([]);
});
