import { expect, it } from "vitest";
import { writeTrial } from "../../spec/eventStreamer/writeTrial.testkit.ts";
import { tellSpans } from "./tellSpans.ts";

it("shows waits at the receivers that wait, and other calls at their processes", () => {
  const run = writeTrial();
  run.at(0).open("r1");
  const op = run.at(10).wait("r1");
  const event = run.at(500).send("e1");
  run.at(502).answer(op, { event });
  const { history } = run.end();

  const startMs = history[0]?.at ?? 0;
  const spans = tellSpans(history, startMs).map(
    ({ text, lane, fromMs, toMs }) => `${lane.name}: ${text} ${fromMs}..${toMs}`,
  );
  expect(spans).toEqual(["p1: open 0..0", "p1: send 500..500", "r1: receive 10..502"]);
});
