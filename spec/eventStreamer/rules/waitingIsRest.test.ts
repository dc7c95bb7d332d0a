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
