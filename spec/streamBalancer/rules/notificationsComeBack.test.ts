import { expect, it } from "vitest";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { notificationsComeBack as rule } from "./notificationsComeBack.ts";

/** c2 has reset its topology in the quiet phase; then the lease of c1, which died, ends at 5,000 ms. */
function ended() {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.add("s1");
  run.at(1_000).quiet();
  run.at(2_000).call("c2", { name: "reset-topology" });
  run.at(3_000).own("c1", id);
  run.process("c1", "crashed");
  run.at(5_000).unlease("s1");
  return { run, id };
}

it("holds when the consumer is told", () => {
  const { run, id } = ended();
  run.at(5_010).notify("c2", { type: "expired", name: "s1", id });
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("points at a consumer that is not told", () => {
  const { run } = ended();
  expect(rule.check(run.at(60_000).end())).toMatchInlineSnapshot(`
    [
      {
        "because": "the lease of s1 ended at 5,000 ms, but c2 was not told by 7,000 ms, although it had set up its notifications by 2,000 ms",
        "events": [
          12,
          14,
          18,
        ],
      },
    ]
  `);
});

it("does not ask for it before the topology was reset, nor of one that was not well", () => {
  const before = writeTrial();
  before.start("c1", "c2");
  before.quiet();
  before.own("c1", before.add("s1"));
  before.process("c1", "crashed");
  before.at(2_000).unlease("s1");
  expect(rule.check(before.at(60_000).end())).toEqual([]);

  const { run } = ended();
  run.process("c2", "paused");
  expect(rule.check(run.at(60_000).end())).toEqual([]);
});

it("does not ask for a lease that was let go", () => {
  const run = writeTrial();
  run.start("c1", "c2");
  run.quiet();
  run.call("c2", { name: "reset-topology" });
  const id = run.add("s1");
  run.own("c1", id);
  run.complete("c1", id);
  expect(sentences(rule.check(run.at(60_000).end()))).toEqual([]);
});
