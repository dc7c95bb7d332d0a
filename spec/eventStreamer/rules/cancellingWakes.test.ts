import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { cancellingWakes as rule } from "./cancellingWakes.ts";

/** A receiver has waited for a second when it cancels. */
function cancelled() {
  const run = writeTrial();
  const wait = run.wait(run.open("r1"));
  run.at(1_000).cancel(wait);
  return { run, wait };
}

it("holds when the wait ends with the reason, within the declared time", () => {
  const { run, wait } = cancelled();
  run.at(1_010).answer(wait, { ended: "cancelled" });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a wait that goes on", () => {
  const { run, wait } = cancelled();
  run.at(1_011).answer(wait, { ended: "cancelled" });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the wait of r1 that was cancelled at 1,000 ms went on until 1,011 ms",
        "events": [
          3,
          5,
        ],
      },
    ]
  `);

  const forEver = cancelled().run;
  forEver.at(5_000);
  expect(sentences(rule.check(forEver.end()))).toMatchInlineSnapshot(`
    [
      "the wait of r1 that was cancelled at 1,000 ms went on until 5,000 ms",
    ]
  `);
});

it("points at another reason than that of the signal", () => {
  const { run, wait } = cancelled();
  run.fail(wait, "the operation was aborted");
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "the wait of r1 that was cancelled at 1,000 ms ended with another reason: the operation was aborted",
    ]
  `);
});

it("lets an event win that comes at the same moment, but not one for who had cancelled before", () => {
  const { run, wait } = cancelled();
  run.answer(wait, { event: run.send("m1") });
  expect(rule.check(run.end())).toEqual([]);

  const before = writeTrial();
  before.open("r1");
  const event = before.send("m1");
  before.answer(before.wait("r1", true), { event });
  expect(sentences(rule.check(before.end()))).toMatchInlineSnapshot(`
    [
      "the wait of r1 that was cancelled at 0 ms, before it began, was given m1",
    ]
  `);
});

it("holds for who had cancelled before, and ends at once", () => {
  const run = writeTrial();
  run.answer(run.wait(run.open("r1"), true), { ended: "cancelled" });
  expect(rule.check(run.end())).toEqual([]);
});

it("does not count while the process stands still, or when it dies", () => {
  const paused = cancelled();
  paused.run.process("p1", "paused");
  paused.run.at(4_000).process("p1", "resumed");
  paused.run.answer(paused.wait, { ended: "cancelled" });
  expect(rule.check(paused.run.end())).toEqual([]);

  const died = cancelled();
  died.run.at(1_005).process("p1", "crashed");
  died.run.lose(died.wait, "p1 died");
  expect(rule.check(died.run.end())).toEqual([]);
});
