import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { waitingIsRest as rule } from "./waitingIsRest.ts";

/** Two receivers that wait, in a minute in which nothing happens. */
function waiting(options?: Parameters<typeof writeTrial>[0]) {
  const run = writeTrial(options);
  const waits = [run.wait(run.open("r1")), run.wait(run.open("r2", { as: "n2" }))];
  run.at(60_000);
  return { run, waits };
}

it("holds while those who wait do nothing", () => {
  const { run, waits } = waiting();
  run.rest(0, { waiting: waits });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at code that runs, commands that are sent, and timers that are set", () => {
  const { run, waits } = waiting();
  run.rest(0, { waiting: waits, turns: 12_000, commands: 3, timers: 2 });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "from 0 ms to 60,000 ms nothing happened that concerned p1, where 2 receivers waited; but its code ran 12000 times and it sent 3 commands and it had 2 timers set",
        "events": [
          7,
        ],
      },
    ]
  `);
});

it("holds a subject that polls to the rate that it declares", () => {
  const idle = { turnsPerMinute: 24, commandsPerMinute: 12, timers: 1 };
  const within = waiting({ declares: { idle } });
  within.run.rest(0, { waiting: within.waits, turns: 50, commands: 26, timers: 2 });
  expect(rule.check(within.run.end())).toEqual([]);

  const beyond = waiting({ declares: { idle } });
  beyond.run.rest(0, { waiting: beyond.waits, turns: 51, commands: 27, timers: 3 });
  expect(sentences(rule.check(beyond.run.end()))).toMatchInlineSnapshot(`
    [
      "from 0 ms to 60,000 ms nothing happened that concerned p1, where 2 receivers waited; but its code ran 51 times and it sent 27 commands and it had 3 timers set",
    ]
  `);
});

/** Two receivers that look again every ten seconds, with two commands each, and rest for some time. */
function looking(forMs: number, commands: number, forgotten: readonly number[] = []) {
  const run = writeTrial({
    declares: { idle: { turnsPerMinute: 60, commandsPerMinute: 12, commandsAtOnce: 2, timers: 1 } },
  });
  const waits = [run.wait(run.open("r1")), run.wait(run.open("r2", { as: "n2" }))];
  for (const instant of forgotten) {
    run.at(instant);
    run.world({ type: "fault", fault: "script-flush", target: "redis", detail: "forgot" });
  }
  run.at(60_000 + forMs).rest(60_000, { waiting: waits, commands });
  return rule.check(run.end());
}

it("lets a stretch begin right before two commands that are sent together", () => {
  // At once, and once more ten seconds later.
  expect(looking(12_000, 8)).toEqual([]);
  expect(sentences(looking(12_000, 10))).toMatchInlineSnapshot(`
    [
      "from 60,000 ms to 72,000 ms nothing happened that concerned p1, where 2 receivers waited; but it sent 10 commands",
    ]
  `);
});

it("lets a script be sent again that its node has forgotten, and not for ever", () => {
  expect(looking(1_000, 7, [59_000])).toEqual([]);
  expect(looking(1_000, 9, [59_000, 60_500])).toEqual([]);
  expect(looking(1_000, 8, [59_000])).toHaveLength(1);
  expect(looking(1_000, 6)).toHaveLength(1);
  expect(looking(1_000, 6, [29_000])).toHaveLength(1);
});

it("lets a process without receivers that wait do what it likes", () => {
  const { run } = waiting();
  run.rest(0, { turns: 12_000, timers: 2 });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not count a rest that trouble fell into", () => {
  const { run, waits } = waiting();
  run.at(30_000).process("p1", "paused");
  run.at(31_000).process("p1", "resumed");
  run.at(60_000).rest(0, { waiting: waits, turns: 2 });
  expect(rule.check(run.end())).toEqual([]);
});
