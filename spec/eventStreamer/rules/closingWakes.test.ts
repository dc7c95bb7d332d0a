import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { closingWakes as rule } from "./closingWakes.ts";

/** A receiver has waited for a second when it is closed. */
function closed() {
  const run = writeTrial();
  const wait = run.wait(run.open("r1"));
  run.at(1_000).close("r1");
  return { run, wait };
}

it("holds when the wait ends within the declared time", () => {
  const { run, wait } = closed();
  run.at(1_010).answer(wait, { ended: "closed" });
  run.at(5_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the wait that goes on", () => {
  const { run } = closed();
  run.at(5_000);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r1 was closed at 1,000 ms, but its wait of 0 ms went on",
        "events": [
          3,
          5,
        ],
      },
    ]
  `);
});

it("says nothing of other receivers, and of waits after it was opened again", () => {
  const { run, wait } = closed();
  run.answer(wait, { ended: "closed" });
  run.wait(run.open("r1"));
  run.wait(run.open("r2"));
  run.at(5_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("does not count while the process stands still, when it dies, or when the closing failed to tell", () => {
  const paused = closed();
  paused.run.process("p1", "paused");
  paused.run.at(4_000).process("p1", "resumed");
  paused.run.answer(paused.wait, { ended: "closed" });
  expect(rule.check(paused.run.end())).toEqual([]);

  const run = writeTrial();
  run.wait(run.open("r1"));
  run.invoke("p1", { name: "close", receiver: "r1" });
  run.at(5_000);
  expect(rule.check(run.end())).toEqual([]);
});
