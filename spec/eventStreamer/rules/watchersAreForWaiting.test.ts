import { expect, it } from "vitest";
import { writeTrial } from "../writeTrial.testkit.ts";
import { watchersAreForWaiting as rule } from "./watchersAreForWaiting.ts";

it("holds when who has something to read listens to nothing, and who waits does", () => {
  const run = writeTrial();
  run.open("r1");
  run.done("r1", run.send("m1"));
  const wait = run.wait("r1");
  run.at(10).answer(wait, { event: run.send("m2") }, 1);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at listeners of a wait that had something to read at once", () => {
  const run = writeTrial();
  run.open("r1");
  const event = run.send("m1");
  run.at(10).receive("r1", event, 1);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r1 was given m1 at once at 10 ms, and 1 listeners were set for it all the same",
        "events": [
          4,
          5,
          6,
        ],
      },
    ]
  `);
});

it("lets a wait listen that is woken in the same instant, or that has to ask somebody else", () => {
  const woken = writeTrial();
  const wait = woken.wait(woken.open("r1"));
  woken.answer(wait, { event: woken.send("m1") }, 1);
  expect(rule.check(woken.end())).toEqual([]);

  const elsewhere = writeTrial({ capabilities: ["durable"] });
  elsewhere.open("r1");
  elsewhere.receive("r1", elsewhere.send("m1"), 1);
  expect(rule.check(elsewhere.end())).toEqual([]);
});
