import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { retriesCountFailures as rule } from "./retriesCountFailures.ts";

function owned() {
  const run = writeTrial({ options: { retriesMax: 1 } });
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  return { run, id };
}

it("holds when each failure is counted, or one is not", () => {
  const { run, id } = owned();
  run.work("work-failed", "c1", id);
  const second = run.requeue(id, "c1", 1);
  run.own("c1", second);
  run.process("c1", "crashed");
  const third = run.requeue(second, "c2", 1);
  run.own("c2", third);
  run.work("work-failed", "c2", third);
  run.bury(third, "c2");
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a crash that was counted", () => {
  const { run, id } = owned();
  run.process("c1", "crashed");
  run.at(20_000).requeue(id, "c2", 1);
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "message s1 (s1) had failed 0 times by 20,000 ms, but 2-0 says once",
        "events": [
          8,
          15,
        ],
      },
    ]
  `);
});

it("points at a dead letter that could have been tried again", () => {
  const { run, id } = owned();
  run.work("work-failed", "c1", id);
  run.bury(id, "c1", { retries: 1 });
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "message s1 (s1) had failed once by 1,000 ms, but became a dead letter (max_retries_exceeded), and may be tried once again",
    ]
  `);
});
