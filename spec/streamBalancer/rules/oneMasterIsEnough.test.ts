import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { oneMasterIsEnough as rule } from "./oneMasterIsEnough.ts";

const topology = {
  kind: "cluster",
  masters: 3,
  replicasPerMaster: 1,
  nodeTimeoutMs: 2_000,
} as const;

it("holds when each master is counted, and a reset goes through without one of them", () => {
  const run = writeTrial({ topology });
  run.start("c1");
  run.node("r2", "failed", "shard 2");
  run.call("c1", { name: "reset-topology" });
  run.metrics("c1", { mastersSetUp: 5, mastersNotSetUp: 1 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a reset that fails because of one master", () => {
  const run = writeTrial({ topology });
  run.start("c1");
  run.node("r2", "failed", "shard 2");
  run.fail(run.invoke("c1", { name: "reset-topology" }), "r2 does not answer");
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the reset of the topology by c1 failed at 0 ms (r2 does not answer), although some master was well",
        "events": [
          5,
          6,
        ],
      },
    ]
  `);
});

it("lets a reset fail that reaches nobody", () => {
  const run = writeTrial({ topology });
  run.start("c1");
  for (const shard of ["1", "2", "3"]) run.node(`r${shard}`, "failed", `shard ${shard}`);
  run.fail(run.invoke("c1", { name: "reset-topology" }));
  run.start("c2");
  run.fault("partition", "c2");
  run.fail(run.invoke("c2", { name: "reset-topology" }));
  expect(rule.check(run.end())).toEqual([]);
});

it("points at masters that nobody has counted", () => {
  const run = writeTrial({ topology });
  run.start("c1");
  run.at(20_000).metrics("c1", { mastersSetUp: 1 });
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "c1 started with 3 masters, but counted 1 as set up and 0 as failed",
    ]
  `);
});

it("waits for masters that do not answer", () => {
  const run = writeTrial({ topology });
  run.start("c1");
  run.at(1_000).metrics("c1", {});
  expect(rule.check(run.end())).toEqual([]);
});

it("expects no count of who has reached nobody since it started, and one of who has", () => {
  const cutOff = writeTrial({ topology });
  cutOff.start("c1");
  cutOff.fault("partition", "c1");
  cutOff.at(20_000).metrics("c1", {});
  expect(rule.check(cutOff.end())).toEqual([]);

  const late = writeTrial({ topology });
  late.start("c1");
  late.at(15_000).fault("partition", "c1");
  late.at(20_000).metrics("c1", {});
  expect(sentences(rule.check(late.end()))).toEqual([
    "c1 started with 3 masters, but counted 0 as set up and 0 as failed",
  ]);
});
