import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { deleteIsFinal as rule } from "./deleteIsFinal.ts";

const everyFive = { id: "s1", everyMs: 5_000 };

function deleted() {
  const run = writeTrial();
  run.define(everyFive, { nextRunAtMs: 5_000 });
  const late = run.at(5_000).invoke("w1", { name: "claim" });
  run.change(late, "s1", { nextRunAtMs: null, runCount: 1 });
  run.call("owner", { name: "delete", id: "s1" }, "s1", null);
  return { run, late };
}

it("holds when nothing comes back", () => {
  const { run, late } = deleted();
  run.answer(late, { claim: { id: "s1", dueAtMs: 5_000, token: null } });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the claim that wrote the next instant after the deletion", () => {
  const { run, late } = deleted();
  run.change(late, "s1", { nextRunAtMs: 10_000 });
  run.answer(late, { claim: { id: "s1", dueAtMs: 5_000, token: null } });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the claim of w1 brought schedule s1 into being at 5,002 ms, although it was gone since 5,001 ms",
        "events": [
          4,
          7,
          9,
          10,
        ],
      },
    ]
  `);
});

it("lets a definition bring the schedule back, also a repeated one that arrives late", () => {
  const { run } = deleted();
  const lost = run.invoke("owner", { name: "define", config: everyFive });
  run.lose(lost);
  run.call("owner", { name: "delete", id: "s1" }, "s1", null);
  run.at(9_000).change(lost, "s1", { everyMs: 5_000, nextRunAtMs: 14_000 });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at an update that creates what it should have moved", () => {
  const run = writeTrial();
  run.call("owner", { name: "update", id: "s1", nextRunAtMs: 5_000 }, "s1", { nextRunAtMs: 5_000 });
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the move by owner brought schedule s1 into being at 1 ms, although it had never been defined"`,
  );
});

it("points at a claim of what had been deleted before the claim began", () => {
  const { run } = deleted();
  const claim = run.at(9_000).invoke("w2", { name: "claim" });
  run.answer(claim, { claim: { id: "s1", dueAtMs: 5_000, token: null } });
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"schedule s1 was claimed by w2 at 9,000 ms, but had been deleted at 5,002 ms"`,
  );
});

it("accepts a claim that was under way when the schedule was deleted", () => {
  const { run, late } = deleted();
  run.at(9_000).answer(late, { claim: { id: "s1", dueAtMs: 5_000, token: null } });
  expect(rule.check(run.end())).toEqual([]);
});

it("looks for what a deletion left in the index, unless a fault put it there", () => {
  const index = [{ member: "s1", score: 5_000 }];
  const { run } = deleted();
  expect(rule.check(run.end({ index }))[0]?.because).toMatchInlineSnapshot(
    `"schedule s1 was deleted at 5,002 ms, but the index still names it at the end"`,
  );

  const { run: struck } = deleted();
  struck.fault("orphan-member", "s1");
  expect(rule.check(struck.end({ index }))).toEqual([]);
});

it("lets a replaced node grant what its successor has deleted, and nobody else", () => {
  const claimedAfter = (isAside: boolean) => {
    const run = writeTrial();
    run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
    run.at(1_000).incident("failover");
    const live = run.remember().get("s1")!;
    run.at(2_000).call("owner", { name: "delete", id: "s1" }, "s1", null);
    const op = run.at(5_000).invoke("w1", { name: "claim" });
    if (isAside) run.changeAside(op, "r1", "s1", { ...live, nextRunAtMs: 10_000, runCount: 1 });
    run.answer(op, { claim: { id: "s1", dueAtMs: 5_000, token: "t" } });
    return rule.check(run.end());
  };
  expect(claimedAfter(true)).toEqual([]);
  expect(claimedAfter(false)).toHaveLength(1);
});

it("lets a failover bring back what was deleted", () => {
  const run = writeTrial();
  run.define({ id: "s1", everyMs: 5_000 }, { nextRunAtMs: 5_000 });
  const past = run.remember();
  run.at(1_000).call("owner", { name: "delete", id: "s1" }, "s1", null);
  run.at(2_000).incident("failover", past);
  run.at(5_000).claim("w1", "s1", 5_000, { leasedUntilMs: 10_001, runCount: 1 });
  expect(rule.check(run.end())).toEqual([]);
});
