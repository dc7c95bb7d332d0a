import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { migrationIsExplicit as rule } from "./migrationIsExplicit.ts";

const legacy = [{ id: "old", everyMs: 5_000 }];
const state = { everyMs: 5_000, nextRunAtMs: 5_000 };

it("holds for a migration and for a definition", () => {
  const migrated = writeTrial({ legacy });
  migrated.call("owner", { name: "migrate" }, "old", state, 1);
  expect(rule.check(migrated.end())).toEqual([]);

  const defined = writeTrial({ legacy });
  defined.define(legacy[0]!, state);
  expect(rule.check(defined.end())).toEqual([]);
});

it("points at a claim that took over a schedule in passing", () => {
  const run = writeTrial({ legacy });
  run.at(1_000).call("w1", { name: "claim" }, "old", state, { claim: null });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the claim of w1 took over schedule old from the unindexed layout at 1,001 ms, without a migration",
        "events": [
          1,
          2,
          3,
        ],
      },
    ]
  `);
});

it("leaves what comes back after a deletion to another rule", () => {
  const run = writeTrial({ legacy });
  run.call("owner", { name: "migrate" }, "old", state, 1);
  run.call("owner", { name: "delete", id: "old" }, "old", null);
  run.call("w1", { name: "claim" }, "old", state, { claim: null });
  expect(rule.check(run.end())).toEqual([]);
});
