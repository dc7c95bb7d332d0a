import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { acknowledgementsDoNotRewind as rule } from "./acknowledgementsDoNotRewind.ts";

/** A name is done with two events, and acknowledges the first one once more. */
function acknowledgedAgain(options?: Parameters<typeof writeTrial>[0]) {
  const run = writeTrial(options);
  run.open("r1");
  const [first, second] = [run.send("m1"), run.send("m2")];
  run.done("r1", first);
  run.done("r1", second);
  run.at(10).acknowledge("r1", first);
  return { run, first, second };
}

it("holds when a late acknowledgement changes nothing", () => {
  const { run } = acknowledgedAgain();
  run.receive("r1", run.send("m3"));
  expect(rule.check(run.end())).toEqual([]);
});

it("points at the acknowledgement, and at the wait that was given the event again", () => {
  const { run, second } = acknowledgedAgain();
  run.at(20).receive("r1", second);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r1 was given m2 (2) at 20 ms, although 2 had been acknowledged at 0 ms",
        "events": [
          14,
          17,
          18,
        ],
      },
    ]
  `);
});

it("says nothing of other names, of waits that were under way, and of acknowledgements that nobody knows of", () => {
  const run = writeTrial();
  run.open("r1");
  run.open("r2");
  run.open("r3", { as: "n2" });
  const event = run.send("m1");
  const wait = run.wait("r2");
  run.done("r1", event);
  run.answer(wait, { event });
  run.receive("r3", event);
  const next = run.send("m2");
  run.receive("r1", next);
  run.lose(run.invoke("p1", { name: "acknowledge", receiver: "r1", id: next.id }));
  run.receive("r1", next);
  expect(rule.check(run.end())).toEqual([]);
});

it("excuses what a setback took back, but not what was acknowledged after it", () => {
  const { run, second } = acknowledgedAgain({ capabilities: ["durable"] });
  run.incident("failover");
  run.at(20).done("r1", second);
  expect(rule.check(run.end())).toEqual([]);

  const again = acknowledgedAgain({ capabilities: ["durable"] });
  again.run.incident("failover");
  again.run.at(20).done("r1", again.second);
  again.run.at(30).receive("r1", again.second);
  expect(sentences(rule.check(again.run.end()))).toMatchInlineSnapshot(`
    [
      "r1 was given m2 (2) at 30 ms, although 2 had been acknowledged at 20 ms",
    ]
  `);
});

it("takes no late acknowledgement of an event that a setback may have taken to move anything", () => {
  const { run, first, second } = acknowledgedAgain({ capabilities: ["durable"] });
  run.incident("restart-snapshot");
  run.at(20).acknowledge("r1", second);
  run.at(30).receive("r1", first);
  expect(rule.check(run.end())).toEqual([]);
});

it("counts the late acknowledgement of an event that somebody was given after the setback", () => {
  const { run, first, second } = acknowledgedAgain({ capabilities: ["durable"] });
  run.open("r2", { as: "n2" });
  run.incident("restart-snapshot");
  run.receive("r2", second);
  run.at(20).acknowledge("r1", second);
  run.at(30).receive("r1", first);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 was given m1 (1) at 30 ms, although 2 had been acknowledged at 20 ms",
    ]
  `);
});

it("lets ids begin anew with another life of a process in memory", () => {
  const { run } = acknowledgedAgain();
  run.process("p1", "crashed");
  run.process("p1", "started");
  run.open("r1");
  run.receive("r1", { ...run.send("m3"), id: "1" });
  expect(rule.check(run.end())).toEqual([]);
});

it("takes no word of a node that had been replaced", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1");
  const event = run.send("m1");
  run.aside(() => run.done("r1", event));
  run.receive("r1", event);
  expect(rule.check(run.end())).toEqual([]);
});
