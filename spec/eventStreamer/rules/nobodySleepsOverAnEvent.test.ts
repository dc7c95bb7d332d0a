import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { nobodySleepsOverAnEvent as rule } from "./nobodySleepsOverAnEvent.ts";

it("holds when a wait ends at once because there is something", () => {
  const run = writeTrial();
  run.open("r1");
  const event = run.send("m1");
  run.at(1_000).receive("r1", event);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a wait that goes on although the event was there before it", () => {
  const run = writeTrial();
  run.open("r1");
  run.send("m1");
  run.at(1_000).wait("r1");
  run.at(5_000);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r1 waited from 1,000 ms to 5,000 ms, although m1 had been sent to t1 at 0 ms",
        "events": [
          4,
          5,
        ],
      },
    ]
  `);
});

it("points at a wait that began while the event was being sent", () => {
  const run = writeTrial();
  run.open("r1");
  const [send] = run.beginSend("m1");
  run.at(1).wait("r1");
  run.at(2).answer(send);
  run.at(5_000);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 waited from 1 ms to 5,000 ms, although m1 had been sent to t1 at 2 ms",
    ]
  `);
});

it("lets a wait go on for what was forgotten, acknowledged, or sent before the latest", () => {
  const forgotten = writeTrial({ declares: { retention: { eventsMax: 1, slack: 0 } } });
  forgotten.open("r1");
  for (let n = 1; n <= 30; n++) forgotten.send(`m${n}`);
  forgotten.wait("r1");
  forgotten.at(5_000);
  expect(rule.check(forgotten.end())).toEqual([]);

  const acknowledged = writeTrial();
  acknowledged.open("r1");
  acknowledged.done("r1", acknowledged.send("m1"));
  acknowledged.wait("r1");
  acknowledged.at(5_000);
  expect(rule.check(acknowledged.end())).toEqual([]);

  const latest = writeTrial();
  latest.send("m1");
  latest.wait(latest.open("r1", { fromLatest: true }));
  latest.at(5_000);
  expect(rule.check(latest.end())).toEqual([]);
});

it("reads an acknowledgement of which nobody knows both ways", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1");
  const event = run.send("m1");
  run.receive("r1", event);
  run.lose(run.invoke("p1", { name: "acknowledge", receiver: "r1", id: event.id }));
  run.wait("r1");
  run.at(5_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a wait that was cancelled before it began be given nothing", () => {
  const run = writeTrial();
  run.open("r1");
  run.send("m1");
  run.wait("r1", true);
  run.at(5_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a wait that was told of an error, although there was something to read", () => {
  const run = writeTrial();
  run.open("r1");
  run.send("m1");
  run.at(1_000).fail(run.wait("r1"), "entry 1-0 cannot be read");
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 waited from 1,000 ms and was told "entry 1-0 cannot be read", although m1 had been sent to t1 at 0 ms",
    ]
  `);
});

it("counts what was poisoned among what is kept", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1");
  run.send("m1");
  for (let n = 1; n <= 15; n++) run.poison();
  run.wait("r1");
  run.at(5_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("expects nobody to be woken by what was sent to a node that had been replaced", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1");
  run.aside(() => run.send("m1"));
  run.wait("r1");
  run.at(60_000);
  expect(rule.check(run.end())).toEqual([]);
});

it("takes what a failover may have taken by what is declared of sends", () => {
  const waiting = (means: "received" | "replicated") => {
    const send = means === "received" ? { means } : ({ means: "replicated", replicas: 1 } as const);
    const run = writeTrial({ capabilities: ["durable"], declares: { durability: { send } } });
    run.open("r1");
    run.send("m1");
    run.incident("failover");
    run.at(60_000).wait("r1");
    run.at(120_000);
    return sentences(rule.check(run.end()));
  };
  expect(waiting("received")).toEqual([]);
  expect(waiting("replicated")).toMatchInlineSnapshot(`[]`);
});
