import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { redeliveredUntilAcknowledged as rule } from "./redeliveredUntilAcknowledged.ts";

it("holds when an event is given again until it is acknowledged", () => {
  const run = writeTrial();
  run.open("r1");
  const [first, second] = [run.send("m1"), run.send("m2")];
  run.receive("r1", first);
  run.receive("r1", first);
  run.acknowledge("r1", first);
  run.receive("r1", second);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the event, and at the next one that was given before it was acknowledged", () => {
  const run = writeTrial();
  run.open("r1");
  const [first, second] = [run.send("m1"), run.send("m2")];
  run.at(10).receive("r1", first);
  run.at(20).receive("r1", second);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "m1 was given to r1 at 10 ms and not acknowledged, but r1 was given m2 at 20 ms",
        "events": [
          8,
          9,
          10,
        ],
      },
    ]
  `);
});

it("asks for it after the receiver was opened again, by another process, too", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1", { process: "p1" });
  const [first, second] = [run.send("m1"), run.send("m2")];
  run.receive("r1", first);
  run.process("p1", "crashed");
  run.open("r2", { process: "p2" });
  run.receive("r2", second);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "m1 was given to r1 at 0 ms and not acknowledged, but r2 was given m2 at 0 ms",
    ]
  `);
});

it("reads an acknowledgement of which nobody knows both ways", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1");
  const [first, second] = [run.send("m1"), run.send("m2")];
  run.receive("r1", first);
  run.lose(run.invoke("p1", { name: "acknowledge", receiver: "r1", id: first.id }));
  run.receive("r1", second);
  expect(rule.check(run.end())).toEqual([]);
});
