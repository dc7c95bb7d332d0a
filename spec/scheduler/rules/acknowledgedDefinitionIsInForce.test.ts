import { expect, it } from "vitest";
import type { Acknowledgement } from "../../durability.ts";
import { writeTrial } from "../writeTrial.testkit.ts";
import { acknowledgedDefinitionIsInForce as rule } from "./acknowledgedDefinitionIsInForce.ts";

const everyFive = { id: "s1", everyMs: 5_000 };
const everySix = { id: "s1", everyMs: 6_000 };

it("holds when the last definition is in force at the end", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.define({ ...everySix, limit: 3, toMs: 90_000 }, {});
  run.define(
    { id: "s1", cron: "* * * * *" },
    { everyMs: null, limit: null, toMs: null, timezone: "UTC" },
  );
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the definition that was acknowledged and is not in force", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  run.define(everySix, { everyMs: 5_000 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the definition of s1 by owner was acknowledged at 4 ms, but at the end its everyMs is 5000 instead of 6000",
        "events": [
          4,
          5,
          6,
          7,
        ],
      },
    ]
  `);
});

it("does not choose between definitions that overlap, or one whose outcome is unknown", () => {
  const run = writeTrial();
  const lost = run.invoke("a", { name: "define", config: everyFive });
  run.lose(lost);
  run.define(everySix, {});
  run.at(9_000).change(lost, "s1", { everyMs: 5_000 });
  expect(rule.check(run.end())).toEqual([]);
});

it("holds for a move that a claim took at once", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const move = run.at(6_000).invoke("owner", { name: "update", id: "s1", nextRunAtMs: 6_000 });
  run.change(move, "s1", { nextRunAtMs: 6_000 });
  run.claim("w1", "s1", 6_000, { nextRunAtMs: 11_000, runCount: 1 });
  run.answer(move, null);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a move that was never in force", () => {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const move = run.at(6_000).invoke("owner", { name: "update", id: "s1", nextRunAtMs: 9_000 });
  run.at(6_010).answer(move, null);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the move of s1 to 9,000 ms by owner was acknowledged at 6,010 ms, but was never in force",
        "events": [
          2,
          4,
          5,
        ],
      },
    ]
  `);
});

it("expects nothing of a move of what may not have existed, or beyond the schedule's bounds", () => {
  const run = writeTrial();
  const nobody = run.invoke("owner", { name: "update", id: "s1", nextRunAtMs: 9_000 });
  run.answer(nobody, null);
  run.define({ ...everyFive, toMs: 8_000 }, { nextRunAtMs: 5_000 });
  const beyond = run.invoke("owner", { name: "update", id: "s1", nextRunAtMs: 9_000 });
  run.answer(beyond, null);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets an incident take a definition as far as its acknowledgement allows that", () => {
  const definedAgain = (acknowledges: Acknowledgement) => {
    const run = writeTrial({ acknowledges });
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    const past = run.remember();
    run.at(1_000).define({ id: "s1", everyMs: 7_000 }, { nextRunAtMs: 8_000 });
    run.at(2_000).incident("failover", past);
    return rule.check(run.end());
  };
  expect(definedAgain({ means: "received" })).toEqual([]);
  expect(definedAgain({ means: "replicated", replicas: 1 })).toHaveLength(1);
});

it("does not ask the owner for a move that was made at a replaced node", () => {
  const moved = (isAside: boolean) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.at(1_000).incident("failover");
    const op = run.at(2_000).invoke("owner", { name: "update", id: "s1", nextRunAtMs: 9_000 });
    if (isAside) run.changeAside(op, "r1", "s1", { nextRunAtMs: 9_000 });
    run.answer(op, null);
    return rule.check(run.end());
  };
  expect(moved(true)).toEqual([]);
  expect(moved(false)).toHaveLength(1);
});
