import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { namesAreIndependent as rule } from "./namesAreIndependent.ts";

/** Two names of one topic, and one of them in another topic; two events in each topic, in turn. */
function several() {
  const run = writeTrial();
  run.open("r1");
  run.open("r2", { as: "n2" });
  run.open("r3", { topic: "t2" });
  run.open("r4", { topic: "t2", as: "n2" });
  const [m1, m2, m3, m4] = [run.send("m1"), run.send("m2", "t2"), run.send("m3"), run.send("m4", "t2")]; // prettier-ignore
  run.at(10);
  return { run, m1, m2, m3, m4 };
}

it("holds when each name is given everything, whatever the others acknowledge", () => {
  const { run, m1, m2, m3, m4 } = several();
  for (const receiver of ["r1", "r2"]) for (const event of [m1, m3]) run.done(receiver, event);
  for (const event of [m2, m4]) run.done("r3", event);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at another name's acknowledgement in the same topic", () => {
  const { run, m1, m3 } = several();
  run.done("r1", m1);
  run.at(20).receive("r2", m3);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r2 was not given m1; meanwhile r1 had acknowledged 1 at 10 ms, under the same name or in the same topic",
        "events": [
          10,
          20,
          22,
        ],
      },
    ]
  `);
});

it("points at the same name's acknowledgement in another topic", () => {
  const { run, m2, m3 } = several();
  run.done("r3", m2);
  run.at(20).receive("r1", m3);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 was not given m1; meanwhile r3 had acknowledged 2 at 10 ms, under the same name or in the same topic",
    ]
  `);
});

it("leaves to others what no foreign acknowledgement can explain", () => {
  const strangers = several();
  strangers.run.done("r4", strangers.m2);
  strangers.run.receive("r1", strangers.m3);
  expect(rule.check(strangers.run.end())).toEqual([]);

  const { run, m3 } = several();
  run.receive("r1", m3);
  expect(rule.check(run.end())).toEqual([]);
});
