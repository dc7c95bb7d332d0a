import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { idsRise as rule } from "./idsRise.ts";

function opened(options?: Parameters<typeof writeTrial>[0]) {
  const run = writeTrial(options);
  run.open("r1");
  return run;
}

it("holds when ids rise, with gaps, and as numbers", () => {
  const run = opened();
  const [first, second] = [run.send("m1"), run.send("m2")];
  run.done("r1", { ...first, id: "9" });
  run.done("r1", { ...second, id: "10" });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at an event with a smaller id than one that was sent before it", () => {
  const run = opened();
  const first = run.send("m1");
  const second = run.at(10).send("m2");
  run.receive("r1", { ...first, id: "7" });
  run.receive("r1", { ...second, id: "6" });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "m1 has the id 7, and m2, sent after it, 6",
        "events": [
          4,
          5,
        ],
      },
    ]
  `);
});

it("asks for no order of topics among each other, or of sends that overlap", () => {
  const run = opened();
  run.open("r2", { topic: "t2" });
  const [one, event] = run.beginSend("m1");
  const [other, overlapping] = run.beginSend("m2");
  run.answer(one);
  run.answer(other);
  const foreign = run.send("m3", "t2");
  run.done("r1", { ...overlapping, id: "5" });
  run.done("r1", { ...event, id: "6" });
  run.done("r2", { ...foreign, id: "1" });
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a send of which nobody knows be appended late, and ids begin anew after a setback", () => {
  const late = opened({ capabilities: ["durable"] });
  const [send, event] = late.beginSend("m1");
  late.lose(send);
  const next = late.send("m2");
  late.done("r1", next);
  late.done("r1", { ...event, id: "9" });
  expect(rule.check(late.end())).toEqual([]);

  const setBack = opened({ capabilities: ["durable"] });
  setBack.done("r1", { ...setBack.send("m1"), id: "9" });
  setBack.incident("failover");
  setBack.done("r1", { ...setBack.send("m2"), id: "5" });
  expect(rule.check(setBack.end())).toEqual([]);
});

it("points at an instant that is not that of the send, by the sender's clock", () => {
  const run = opened();
  run.skew(60_000);
  const event = run.send("m1");
  run.at(10).done("r1", event);
  expect(rule.check(run.end())).toEqual([]);

  const wrong = opened();
  const sent = wrong.send("m1");
  wrong.at(5_000).receive("r1", { ...sent, createdAtMs: sent.createdAtMs + 5_000 });
  expect(sentences(rule.check(wrong.end()))).toMatchInlineSnapshot(`
    [
      "m1 says that it was created at 5,000 ms, but was sent from 0 ms to 0 ms",
    ]
  `);
});

it("reads the instant both ways when the sender's clock was set while it sent", () => {
  const run = opened();
  const [send, event] = run.beginSend("m1");
  run.skew(-30_000);
  run.answer(send);
  run.receive("r1", { ...event, createdAtMs: event.createdAtMs - 30_000 });
  run.receive("r1", event);
  expect(rule.check(run.end())).toEqual([]);
});

it("goes by the servers' clock where that is declared, and by how far it was off", () => {
  const declares = { createdBy: "server" } as const;
  const skewed = opened({ declares });
  skewed.skew(60_000);
  skewed.receive("r1", skewed.send("m1"));
  expect(sentences(rule.check(skewed.end()))).toMatchInlineSnapshot(`
    [
      "m1 says that it was created at 60,000 ms, but was sent from 0 ms to 0 ms",
    ]
  `);

  const off = opened({ declares });
  off.clock("redis-1", 60_000);
  const event = off.send("m1");
  off.receive("r1", { ...event, createdAtMs: event.createdAtMs + 60_000 });
  expect(rule.check(off.end())).toEqual([]);
});
