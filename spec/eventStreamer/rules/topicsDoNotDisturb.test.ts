import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { topicsDoNotDisturb as rule } from "./topicsDoNotDisturb.ts";

/** A receiver waits for t1. */
function waiting(options?: Parameters<typeof writeTrial>[0]) {
  const run = writeTrial(options);
  const wait = run.wait(run.open("r1"));
  run.at(1_000);
  return { run, wait };
}

it("holds when only those are woken who wait for the topic", () => {
  const { run, wait } = waiting();
  run.send("m1", "t2");
  run.rest(1_000, { waiting: [wait] });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a wait whose code runs when something is sent to another topic", () => {
  const { run, wait } = waiting();
  run.send("m1", "t2");
  run.at(1_010).stirred(wait);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r1 waited for t1, and its code ran 3 times when m1 was sent to t2 at 1,000 ms",
        "events": [
          3,
          4,
          6,
        ],
      },
    ]
  `);
});

it("lets a wait look again when something was sent to its own topic meanwhile, or when it ends anyway", () => {
  const shared = waiting();
  shared.run.send("m1", "t2");
  shared.run.send("m2", "t1");
  shared.run.stirred(shared.wait);
  expect(rule.check(shared.run.end())).toEqual([]);

  const cancelled = waiting();
  cancelled.run.send("m1", "t2");
  cancelled.run.cancel(cancelled.wait);
  cancelled.run.stirred(cancelled.wait);
  expect(rule.check(cancelled.run.end())).toEqual([]);
});

it("does not blame a send that was over before", () => {
  const { run, wait } = waiting();
  run.send("m1", "t2");
  run.at(2_000).rest(1_000, { waiting: [wait] });
  run.stirred(wait);
  expect(rule.check(run.end())).toEqual([]);
});

it("says nothing of a subject that may look again at a rate that it declares", () => {
  const idle = { turnsPerMinute: 12, commandsPerMinute: 12, timers: 1 };
  const { run, wait } = waiting({ declares: { idle } });
  run.send("m1", "t2");
  run.stirred(wait);
  expect(rule.check(run.end())).toEqual([]);
});
