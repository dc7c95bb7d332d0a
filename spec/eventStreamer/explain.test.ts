import { expect, it } from "vitest";
import { explainEventStreamer } from "./explain.ts";
import { writeTrial } from "./writeTrial.testkit.ts";

/** An event that a name is given at 1,000 ms. */
function givenOnce() {
  const run = writeTrial({ capabilities: ["durable"] });
  run.at(0).open("r1");
  run.at(500);
  const event = run.send("e1");
  run.at(1_000).receive("r1", event);
  return { run, event };
}

const told = (run: ReturnType<typeof writeTrial>): readonly string[] =>
  explainEventStreamer(run.end()).map(({ chain }) => chain.join(", because "));

it("says nothing of what went well", () => {
  const { run, event } = givenOnce();
  run.at(1_100).acknowledge("r1", event);
  expect(told(run)).toEqual([]);
});

it("names the process that died before it had acknowledged", () => {
  const { run, event } = givenOnce();
  run.at(1_200).process("p1", "crashed");
  run.at(2_000).process("p1", "started");
  run.at(2_100).open("r2");
  run.receive("r2", event);
  expect(told(run)).toEqual([
    "e1 was given to n1 again, by p1 at 2,100 ms, because p1 had not acknowledged it, because p1 was down from 1,200 ms until 2,000 ms",
  ]);
});

it("names the receiver that was closed before it had acknowledged", () => {
  const { run, event } = givenOnce();
  run.at(1_200).close("r1");
  run.at(2_000).open("r2");
  run.receive("r2", event);
  expect(told(run)).toEqual([
    "e1 was given to n1 again, by p1 at 2,000 ms, because p1 had not acknowledged it, because r1 was closed at 1,200 ms",
  ]);
});

it("names the acknowledgement that was lost", () => {
  const { run, event } = givenOnce();
  const op = run.at(1_200).invoke("p1", { name: "acknowledge", receiver: "r1", id: event.id });
  run.world({ type: "fault", fault: "cut-request", target: "p1", detail: "the connection of p1 broke before XACK was executed" }); // prettier-ignore
  run.lose(op);
  run.at(1_300).receive("r1", event);
  expect(told(run)).toEqual([
    "e1 was given to n1 again, by p1 at 1,300 ms, because its acknowledgement at 1,200 ms did not go through: the connection was lost, because the connection of p1 broke before XACK was executed at 1,200 ms",
  ]);
});

it("names the failover that took the acknowledgement back", () => {
  const { run, event } = givenOnce();
  run.at(1_100).acknowledge("r1", event);
  run.at(1_200).world({ type: "node", node: "redis-1", shard: "shard", change: "failed" });
  run.at(1_500).incident("failover");
  run.at(2_000).receive("r1", event);
  expect(told(run)).toEqual([
    "e1 was given to n1 again, by p1 at 2,000 ms, because it had been acknowledged at 1,100 ms, and that was taken back, because redis-2 became the master at 1,500 ms, because redis-1 was not well from 1,200 ms",
  ]);
});

it("names the lost reply for which an event was appended twice", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.at(0).open("r1");
  const [op, event] = run.at(500).beginSend("e1");
  run.world({ type: "fault", fault: "lose-reply", target: "p1", detail: "the reply to XADD never arrived" }); // prettier-ignore
  run.at(700).answer(op);
  run.at(1_000).done("r1", event);
  run.at(1_100).done("r1", { ...event, id: "2" });
  expect(told(run)).toEqual([
    "e1 was given to n1 again, by p1 at 1,100 ms, because it had been appended twice, because the reply to XADD never arrived at 500 ms",
  ]);
});

it("tells what came late, and what was in its way", () => {
  const run = writeTrial();
  run.at(0).open("r1");
  const op = run.wait("r1");
  run.at(400).process("p1", "paused");
  const event = run.at(500).send("e1");
  run.at(900).process("p1", "resumed");
  run.at(901).answer(op, { event });
  expect(told(run)).toEqual([
    "e1, sent at 500 ms, was given to n1 only at 901 ms, by p1, because p1 stood still from 400 ms until 900 ms",
  ]);
});
