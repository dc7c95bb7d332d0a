import { expect, it } from "vitest";
import { writeTrial } from "../../spec/streamBalancer/writeTrial.testkit.ts";
import { tellSpans } from "./tellSpans.ts";

const told = (run: ReturnType<typeof writeTrial>): readonly string[] => {
  const { history, startAt } = run.end();
  return tellSpans(history, startAt).map(
    ({ kind, text, lane, fromMs, toMs }) => `${lane.name}: ${text} (${kind}) ${fromMs}..${toMs}`,
  );
};

it("shows a lease from when it was taken until it was let go, however often it was renewed", () => {
  const run = writeTrial();
  const id = run.at(1_000).add("d1");
  run.own("c1", id);
  run.at(2_500).lease("c1", "d1");
  run.at(4_000).complete("c1", id);
  expect(told(run)).toContain("d1: lease of c1 (lease) 1000..4000");
});

it("shows the next lease of another holder by itself, and ends what nobody renews when it ends", () => {
  const run = writeTrial();
  const id = run.at(1_000).add("d1");
  run.own("c1", id);
  run.at(3_000).unlease("d1");
  run.at(5_000).lease("c2", "d1");
  run.at(20_000);
  expect(told(run).filter((each) => each.includes("lease"))).toEqual([
    "d1: lease of c1 (lease) 1000..3000",
    "d1: lease of c2 (lease) 5000..7000",
  ]);
});

it("shows calls, and how long the network of a process was broken", () => {
  const run = writeTrial();
  run.process("c1", "started");
  const op = run.at(100).invoke("c1", { name: "start" });
  run.at(200).fault("partition", "c1");
  run.at(700).process("c1", "healed");
  run.at(900).answer(op);
  expect(told(run)).toEqual(["c1: partition (unwell) 200..700", "c1: start (call) 100..900"]);
});
