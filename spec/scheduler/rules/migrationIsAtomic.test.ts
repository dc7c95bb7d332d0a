import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { migrationIsAtomic as rule } from "./migrationIsAtomic.ts";

const legacy = [
  { id: "a", everyMs: 5_000 },
  { id: "b", cron: "0 3 * * *" },
];
const stateA = { everyMs: 5_000, nextRunAtMs: 5_000 };
const stateB = { cron: "0 3 * * *", nextRunAtMs: 10_800_000 };

/** A migration at 1,000 ms that has brought both schedules; its reply is still to come. */
function migrating() {
  const run = writeTrial({ legacy });
  const op = run.at(1_000).invoke("owner", { name: "migrate" });
  run.change(op, "a", stateA);
  run.change(op, "b", stateB);
  return { run, op };
}

/** A migration at 1,000 ms that has brought the only schedule, and what there was before it. */
function migrated() {
  const run = writeTrial({ legacy: [{ id: "old", everyMs: 5_000 }] });
  const past = run.remember();
  run
    .at(1_000)
    .call("owner", { name: "migrate" }, "old", { everyMs: 5_000, nextRunAtMs: 5_000 }, 1);
  return { run, past };
}

it("holds when all schedules come at one instant, and a second migration finds nothing", () => {
  const { run, op } = migrating();
  run.answer(op, 2);
  run.answer(run.invoke("owner", { name: "migrate" }), 0);
  expect(rule.check(run.end())).toEqual([]);
});

it("holds when the reply was lost, whether it happened or not", () => {
  const { run, op } = migrating();
  run.lose(op);
  expect(rule.check(run.end())).toEqual([]);

  const never = writeTrial({ legacy });
  never.lose(never.invoke("owner", { name: "migrate" }));
  expect(rule.check(never.end({ legacy: ["a", "b"] }))).toEqual([]);
});

it("points at schedules that came one after the other", () => {
  const run = writeTrial({ legacy });
  const op = run.at(1_000).invoke("owner", { name: "migrate" });
  run.change(op, "a", stateA);
  run.at(1_001).change(op, "b", stateB);
  run.answer(op, 2);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the migration by owner at 1,000 ms brought a at 1,000 ms and b at 1,001 ms, so that half of it could be seen",
        "events": [
          1,
          2,
          3,
          4,
        ],
      },
    ]
  `);
});

it("points at the half that a dead migration left behind", () => {
  const run = writeTrial({ legacy });
  const op = run.at(1_000).invoke("owner", { name: "migrate" });
  run.change(op, "a", stateA);
  run.lose(op, "owner died");
  expect(rule.check(run.end({ legacy: ["b"] }))[0]?.because).toMatchInlineSnapshot(
    `"the migration by owner at 1,000 ms brought a, but left b behind"`,
  );
});

it("does not miss what somebody defined, deleted or destroyed before", () => {
  const run = writeTrial({ legacy });
  const remove = run.invoke("owner", { name: "delete", id: "b" });
  run.answer(remove, null);
  const op = run.at(1_000).invoke("owner", { name: "migrate" });
  run.change(op, "a", stateA);
  run.answer(op, 1);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a rejected migration that changed something", () => {
  const { run, op } = migrating();
  run.fail(op, "WRONGTYPE");
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the migration by owner at 1,000 ms was rejected, but had changed schedule a"`,
  );
});

it("points at a second migration that reset what was there", () => {
  const { run, op } = migrating();
  run.answer(op, 2);
  run.at(5_000).claim("w1", "a", 5_000, { nextRunAtMs: 10_000, runCount: 1 });
  const again = run.at(6_000).invoke("owner", { name: "migrate" });
  run.change(again, "a", { ...stateA, runCount: 0 });
  run.answer(again, 2);
  expect(rule.check(run.end())[0]?.because).toMatchInlineSnapshot(
    `"the migration by owner at 6,000 ms changed schedule a, which was already there"`,
  );
});

it("looks at the end for what was left, doubled or changed", () => {
  const { run: left, op: one } = migrating();
  left.answer(one, 2);
  expect(rule.check(left.end({ legacy: ["b"] }))[0]?.because).toMatchInlineSnapshot(
    `"schedule b exists twice at the end: migrated, and still in the unindexed layout"`,
  );

  const changed = writeTrial({ legacy });
  const op = changed.invoke("owner", { name: "migrate" });
  changed.change(op, "a", { ...stateA, everyMs: 6_000 });
  changed.change(op, "b", stateB);
  changed.answer(op, 2);
  expect(rule.check(changed.end())[0]?.because).toMatchInlineSnapshot(
    `"schedule a was migrated by 0 ms, but at the end its everyMs is 6000 instead of 5000"`,
  );
});

it("lets a failover undo a migration, which then can be made again", () => {
  const { run, past } = migrated();
  run.at(2_000).incident("failover", past);
  expect(rule.check(run.end({ legacy: ["old"] }))).toEqual([]);
});

it("lets a failover undo what a second migration found done", () => {
  const { run, past } = migrated();
  run.answer(run.at(1_500).invoke("owner", { name: "migrate" }), 0);
  run.at(2_000).incident("failover", past);
  expect(rule.check(run.end({ legacy: ["old"] }))).toEqual([]);
});

it("misses what a second migration left behind that came after the failover", () => {
  const { run, past } = migrated();
  run.at(2_000).incident("failover", past);
  run.answer(run.at(2_500).invoke("owner", { name: "migrate" }), 0);
  expect(rule.check(run.end({ legacy: ["old"] }))).toHaveLength(1);
});

it("still misses what a migration left behind when the failover undid nothing", () => {
  const { run } = migrated();
  run.at(2_000).incident("failover");
  expect(rule.check(run.end({ legacy: ["old"] }))).toHaveLength(1);
});

it("takes a migration that was executed again after it was undone for one step", () => {
  const migratedAgain = (isUndone: boolean) => {
    const run = writeTrial({ legacy: [{ id: "old", everyMs: 5_000 }] });
    const past = run.remember();
    const op = run.at(1_000).invoke("owner", { name: "migrate" });
    run.change(op, "old", { everyMs: 5_000, nextRunAtMs: 5_000 });
    if (isUndone) run.at(2_000).incident("failover", past);
    run.at(3_000).change(op, "old", { everyMs: 5_000, nextRunAtMs: 8_000 });
    run.answer(op, 1);
    return rule.check(run.end());
  };
  expect(migratedAgain(true)).toEqual([]);
  expect(migratedAgain(false)).toHaveLength(1);
});

it("does not miss what a node lost before it could migrate it, only what was there when it did", () => {
  const foundNothing = (isLostBefore: boolean) => {
    const run = writeTrial({ legacy: [{ id: "old", everyMs: 5_000 }] });
    const op = run.at(1_000).invoke("owner", { name: "migrate" });
    if (isLostBefore) run.at(2_000).incident("restart-empty");
    run.at(3_000).answer(op, 0);
    if (!isLostBefore) run.at(4_000).incident("restart-empty");
    return rule.check(run.end());
  };
  expect(foundNothing(true)).toEqual([]);
  expect(foundNothing(false)).toHaveLength(1);
});

it("takes what came at one instant for one step also when one of it was evicted later, but not what came in two", () => {
  const migrated = (inSteps: boolean) => {
    const run = writeTrial({ legacy });
    const op = run.at(1_000).invoke("owner", { name: "migrate" });
    run.change(op, "a", stateA);
    if (inSteps) run.at(1_001);
    const withoutB = run.remember();
    run.change(op, "b", stateB);
    run.answer(op, 2);
    run.at(5_000).incident("evict", withoutB, "r1", null);
    return rule.check(run.end());
  };
  expect(migrated(false)).toEqual([]);
  expect(migrated(true)[0]?.because).toMatchInlineSnapshot(
    `"the migration by owner at 1,000 ms brought a, but left b behind"`,
  );
});
