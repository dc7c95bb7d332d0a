import { expect, it } from "vitest";
import { noMessageIsLost } from "../../spec/streamBalancer/rules/noMessageIsLost.ts";
import { writeTrial } from "../../spec/streamBalancer/writeTrial.testkit.ts";
import { timeline } from "../timeline.ts";
import { tellHistory } from "./tellHistory.ts";

it("tells the loss of a message as a story, without what has nothing to do with it", () => {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(100).add("d1", "m1");
  run.at(110).add("d2", "m2");
  run.at(200).own("c1", id);
  for (let at = 1_000; at < 5_000; at += 1_000) run.at(at).lease("c1", "d1");
  run.at(5_000).fault("crash", "c1");
  run.process("c1", "crashed");
  for (let at = 6_000; at < 20_000; at += 1_000) run.at(at).scan("c2");
  run.at(20_000).strand(id, "c2");
  run.process("c2", "crashed");
  const trial = run.at(60_000).end();
  const [violation] = noMessageIsLost.check(trial);
  const entries = tellHistory(trial.history, violation!, trial.startAt);
  expect(`\n${timeline(entries, { linesMax: 16 }).join("\n")}\n`).toMatchInlineSnapshot(`
    "
      >       100 ms  entry 1-0 (d1, m1) waits to be delivered (by p1)
              100 ms  p1 asked to add d1: 1-0
                      ... 2 other events
      >       200 ms  entry 1-0 (d1, m1) is pending for c1 (by c1)
              200 ms  c1 has the lease of d1 until 2,200 ms (by c1)
              200 ms  c1 is told that it owns d1 (1-0)
              200 ms  c1 begins to work on d1 (m1, 1-0)
            1,000 ms  c1 has the lease of d1 until 3,000 ms (by c1)
            2,000 ms  c1 has the lease of d1 until 4,000 ms (by c1)
            3,000 ms  c1 has the lease of d1 until 5,000 ms (by c1)
            4,000 ms  c1 has the lease of d1 until 6,000 ms (by c1)
            5,000 ms  crash struck c1
                      ... 13 polls that found nothing, 1 other event
           19,000 ms  c2 begins a scan
      >    20,000 ms  entry 1-0 (d1, m1) is acknowledged and still in the stream, where nobody will be given it (by c2)
      >    20,000 ms  c2 died
    "
  `);
});

it("puts each event on the lanes of its process and of its data stream", () => {
  const run = writeTrial();
  const id = run.add("d1");
  run.own("c1", id);
  run.fault("pause", "c1");
  const { history, startAt } = run.end();
  const entries = tellHistory(history, { events: [], because: "" }, startAt);
  const lanes = entries.map((entry) => entry.lanes.map(({ kind, name }) => `${kind} ${name}`));
  expect(lanes.map((names) => names.join(", "))).toMatchInlineSnapshot(`
    [
      "",
      "process p1, key d1",
      "process p1, key d1",
      "process c1, key d1",
      "process c1, key d1",
      "process c1, key d1",
      "process c1, key d1",
      "process c1",
      "",
    ]
  `);
});
