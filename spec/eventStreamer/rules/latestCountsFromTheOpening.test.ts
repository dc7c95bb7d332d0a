import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { latestCountsFromTheOpening as rule } from "./latestCountsFromTheOpening.ts";

/** Something is sent before a name is opened that starts from the latest, and something before it waits. */
function opened(options?: Parameters<typeof writeTrial>[0]) {
  const run = writeTrial(options);
  const early = run.send("m1");
  run.at(10).open("r1", { fromLatest: true });
  const [first, second] = [run.at(20).send("m2"), run.at(30).send("m3")];
  run.at(40);
  return { run, early, first, second };
}

it("holds when it is given what was sent after it was opened", () => {
  const { run, first, second } = opened();
  run.done("r1", first);
  run.done("r1", second);
  expect(rule.check(run.end())).toEqual([]);
});

it("points at what was sent after it was opened, and was not given", () => {
  const { run, second } = opened();
  run.receive("r1", second);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "r1 was opened at 10 ms, for what is sent from then on, and was not given m2 of 20 ms",
        "events": [
          4,
          6,
          10,
        ],
      },
    ]
  `);
});

it("points at what was sent before it was opened", () => {
  const { run, early } = opened();
  run.receive("r1", early);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 was opened for what is sent after 10 ms, but was given m1 of 0 ms",
    ]
  `);
});

it("points at a position that is not kept when the name is opened again", () => {
  const { run, first, second } = opened();
  run.done("r1", first);
  run.close("r1");
  run.open("r1", { fromLatest: true });
  const last = run.send("m4");
  run.receive("r1", last);
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "r1 was opened at 40 ms, where its name had a position, and was not given m3 of 30 ms",
    ]
  `);
  expect(second.foreignId).toBe("m3");
});

it("lets a name that is opened again go on with what came before that", () => {
  const { run, first, second } = opened();
  run.done("r1", first);
  run.close("r1");
  run.open("r1", { fromLatest: true });
  run.done("r1", second);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a send count that overlaps the opening, or not", () => {
  for (const isGiven of [true, false]) {
    const run = writeTrial();
    const [send, event] = run.beginSend("m1");
    run.open("r1", { fromLatest: true });
    run.answer(send);
    const next = run.send("m2");
    run.receive("r1", isGiven ? event : next);
    expect(rule.check(run.end())).toEqual([]);
  }
});

it("leaves a name that began with the first event to other rules", () => {
  const run = writeTrial();
  run.open("r1");
  const early = run.send("m1");
  run.open("r2", { fromLatest: true });
  run.receive("r2", early);
  expect(rule.check(run.end())).toEqual([]);
});

it("excuses a name that a setback may have made forget where it began", () => {
  const { run, early } = opened({ capabilities: ["durable"] });
  run.incident("failover");
  run.receive("r1", early);
  expect(rule.check(run.end())).toEqual([]);
});

it("lets a name begin anew that may have lost its position", () => {
  const run = writeTrial({ capabilities: ["durable"] });
  run.open("r1", { fromLatest: true });
  run.incident("failover");
  run.send("m1");
  run.open("r2", { fromLatest: true });
  run.receive("r2", run.send("m2"));
  expect(rule.check(run.end())).toEqual([]);
});
