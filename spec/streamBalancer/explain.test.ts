import { expect, it } from "vitest";
import { explainStreamBalancer } from "./explain.ts";
import { writeTrial } from "./writeTrial.testkit.ts";

/** A piece of work that was added at 1,000 ms and that c1 owns since 1,000 ms; its lease ends after 2 s. */
function owned() {
  const run = writeTrial();
  run.start("c1", "c2");
  run.process("p1", "started");
  const id = run.at(1_000).add("d1", "m1");
  run.own("c1", id);
  return { run, id };
}

/** c2 takes it over in a scan at 12,000 ms and is given its successor. */
function takenOver(run: ReturnType<typeof writeTrial>, id: string): void {
  const successor = run.at(12_000).requeue(id, "c2");
  run.at(12_001).own("c2", successor);
}

const told = (run: ReturnType<typeof writeTrial>): readonly string[] =>
  explainStreamBalancer(run.end()).map(({ chain }) => chain.join(", because "));

it("says nothing of what went well", () => {
  const { run, id } = owned();
  run.at(1_500).complete("c1", id);
  expect(told(run)).toEqual([]);
});

it("names who recovered it, whose lease had ended, and what kept the owner", () => {
  const { run, id } = owned();
  run.at(1_200).process("c1", "paused");
  run.at(3_000).unlease("d1");
  takenOver(run, id);
  run.at(20_000).process("c1", "resumed");
  expect(told(run)).toEqual([
    "d1 (m1) was given again, to c2 at 12,001 ms, because c2 had recovered it in a scan at 12,000 ms, because the lease of c1 had ended at 3,000 ms, because c1 stood still from 1,200 ms until 20,000 ms",
  ]);
});

it("names the owner that was cut off from the servers", () => {
  const { run, id } = owned();
  run.at(1_100).fault("partition", "c1");
  run.at(3_000).unlease("d1");
  takenOver(run, id);
  expect(told(run)).toEqual([
    "d1 (m1) was given again, to c2 at 12,001 ms, because c2 had recovered it in a scan at 12,000 ms, because the lease of c1 had ended at 3,000 ms, because partition struck c1 from 1,100 ms",
  ]);
});

it("names the owner that died, and who claimed it", () => {
  const { run, id } = owned();
  run.at(1_400).process("c1", "crashed");
  const op = run.at(12_000).invoke("c2", { name: "claim", stream: "d1", id });
  const successor = run.requeue(id, op);
  run.answer(op, "requeued");
  run.at(12_001).own("c2", successor);
  expect(told(run)).toEqual([
    "d1 (m1) was given again, to c2 at 12,001 ms, because c2 had claimed it at 12,000 ms, because c1 was down from 1,400 ms",
  ]);
});

it("names the owner that failed", () => {
  const { run, id } = owned();
  const op = run.at(1_500).invoke("c1", { name: "fail", stream: "d1", reason: "no luck" });
  const successor = run.requeue(id, op, 1);
  run.unlease("d1", op);
  run.answer(op, true);
  run.at(1_600).own("c2", successor);
  expect(told(run)).toEqual([
    "d1 (m1) was given again, to c2 at 1,600 ms, because c1 had said at 1,500 ms that it had failed",
  ]);
});

it("names the failover that took the completion back, and what it was for", () => {
  const { run, id } = owned();
  const past = run.remember();
  run.at(1_500).complete("c1", id);
  run.at(1_600).node("r1", "failed");
  run.at(2_000).incident("failover", past);
  takenOver(run, id);
  expect(told(run)).toEqual([
    "d1 (m1) was given again, to c2 at 12,001 ms, because c2 had recovered it in a scan at 12,000 ms, because c1 had completed it at 1,500 ms, and that was taken back, because r2 became the master at 2,000 ms, because r1 was not well from 1,600 ms",
  ]);
});

it("names the reply whose loss made a producer add it twice", () => {
  const { run, id } = owned();
  const item = { name: "d1", info: { message: "m1" } };
  run.at(1_002).fault("lose-reply", "p1");
  run.at(1_500).complete("c1", id);
  const again = run.at(1_600).put({ item, message: "m1" }, "p1");
  run.at(1_700).own("c2", again);
  expect(told(run)).toEqual([
    "d1 (m1) was given again, to c2 at 1,700 ms, because it had been added twice, the second time at 1,600 ms, because lose-reply struck p1 at 1,002 ms",
  ]);
});

it("tells what came late, and what was in its way", () => {
  const run = writeTrial();
  run.start("c1");
  run.at(500).process("c1", "paused");
  const id = run.at(1_000).add("d1", "m1");
  run.at(9_000).process("c1", "resumed");
  run.at(9_001).own("c1", id);
  expect(told(run)).toEqual([
    "d1 (m1) was given to c1 only at 9,001 ms, 8,001 ms after it was added, because c1 stood still from 500 ms until 9,000 ms",
  ]);
});
