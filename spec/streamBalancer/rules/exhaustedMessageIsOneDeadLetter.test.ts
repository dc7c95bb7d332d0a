import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { exhaustedMessageIsOneDeadLetter as rule } from "./exhaustedMessageIsOneDeadLetter.ts";

/** A message that has failed for the first time, and may be tried once more. */
function failed() {
  const run = writeTrial({ options: { retriesMax: 1 } });
  run.start("c1");
  const id = run.at(900).add("s1");
  return { run, second: fails(run, id) };
}

function fails(run: ReturnType<typeof writeTrial>, id: string): string {
  run.own("c1", id);
  run.work("work-failed", "c1", id);
  const op = run.invoke("c1", { name: "fail", stream: "s1", reason: "it failed" });
  const successor = run.requeue(id, op, 1);
  run.answer(op, true);
  return successor;
}

it("holds when the last failure makes it a dead letter", () => {
  const { run, second } = failed();
  run.own("c1", second);
  run.work("work-failed", "c1", second);
  run.bury(second, "c1", { reason: "it failed" });
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a message that is tried too often", () => {
  const { run, second } = failed();
  fails(run, fails(run, second));
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "message s1 (s1) may fail 2 times, but was worked on again and failed 3 times",
    ]
  `);
});

it("does not count a failure of which its consumer heard nothing", () => {
  const { run, second } = failed();
  run.own("c1", second);
  run.work("work-failed", "c1", second);
  run.lose(run.invoke("c1", { name: "fail", stream: "s1", reason: "it failed" }));
  fails(run, run.requeue(second, "c1", 1));
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a message that is a dead letter twice", () => {
  const { run, second } = failed();
  run.letter(second, "c1");
  run.at(1_000).bury(second, "c1");
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "message s1 (s1) became a dead letter 2 times: 3-0 at 900 ms, 4-0 at 1,000 ms",
    ]
  `);
});

it("points at a dead letter without reason, count or payload", () => {
  const { run, second } = failed();
  run.bury(second, "c1", { reason: null, retries: 0, item: { name: "s1", info: {} } });
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the dead letter 3-0 of message s1 (s1), added at 900 ms, has no reason and a count of 0 and another payload",
        "events": [
          5,
          16,
        ],
      },
    ]
  `);
});

it("lets a failover undo a dead letter, which is then added again", () => {
  const { run, second } = failed();
  const past = run.remember();
  run.bury(second, "c1");
  run.incident("failover", past);
  run.bury(second, "c1");
  expect(rule.check(run.end())).toEqual([]);
});
