import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { metricsAreTrue as rule } from "./metricsAreTrue.ts";

/** c1 has scanned, added an entry again, buried one and reset its topology. */
function worked() {
  const run = writeTrial();
  run.start("c1");
  run.scan("c1");
  run.requeue(run.add("s1"), "c1");
  run.bury(run.add("s2"), "c1");
  run.call("c1", { name: "reset-topology" });
  return run.at(10_000);
}

it("holds for true counts", () => {
  const run = worked();
  run.metrics("c1", { scans: 1, requeued: 1, deadLettered: 1, topologyResets: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at counts that are too high or too low", () => {
  const run = worked();
  run.metrics("c1", { scans: 3, requeued: 0, deadLettered: 1, topologyResets: 1 });
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "c1 counted 0 entries added again by 10,000 ms, but there were at least 1",
      "c1 counted 3 scans by 10,000 ms, but there were no more than 1",
    ]
  `);
});

it("asks for what a claim left alone, and takes its word for what scans did", () => {
  const run = worked();
  run.call("c1", { name: "claim", stream: "s3", id: null }, "alive");
  const counts = { scans: 1, requeued: 1, deadLettered: 1, topologyResets: 1 };
  run.at(20_000).metrics("c1", { ...counts, aliveSkips: 5 });
  expect(rule.check(run.end())).toEqual([]);
  run.metrics("c1", counts);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "c1 counted 0 entries left alone by 20,000 ms, but there were at least 1",
    ]
  `);
});

it("lets a count be too low that trouble kept from being heard, but not too high", () => {
  const run = worked();
  run.fault("lose-reply", "c1");
  run.metrics("c1", { scans: 0, requeued: 0, deadLettered: 2, topologyResets: 0 });
  expect(rule.check(run.end())).toHaveLength(1);
});

it("counts anew in each life", () => {
  const run = worked();
  run.process("c1", "crashed");
  run.start("c1");
  run.at(20_000).metrics("c1", {});
  expect(rule.check(run.end())).toEqual([]);
});
