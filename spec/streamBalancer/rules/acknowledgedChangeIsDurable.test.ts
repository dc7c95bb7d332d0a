import { expect, it } from "vitest";
import type { Acknowledgement } from "../../durability.ts";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { acknowledgedChangeIsDurable as rule } from "./acknowledgedChangeIsDurable.ts";

/** c1 has recovered s1 by a call, and a failover to a node that had not heard of it yet took that back. */
function takenBack(acknowledges: Acknowledgement) {
  const run = writeTrial({ acknowledges });
  run.start("c1");
  const id = run.add("s1");
  const past = run.remember();
  const op = run.at(300).invoke("c1", { name: "claim", stream: "s1", id });
  run.requeue(id, op);
  run.answer(op, "requeued");
  run.node("r1", "failed");
  run.at(1_000).incident("failover", past);
  return run.end();
}

it("holds when a failover takes back what no replica was promised to have", () => {
  expect(rule.check(takenBack({ means: "received" }))).toEqual([]);
});

it("points at what a replica was promised to have", () => {
  const trial = takenBack({ means: "replicated", replicas: 1 });
  expect(sentences(rule.check(trial))).toMatchInlineSnapshot(`
    [
      "the recovery of s1 by c1 was acknowledged at 300 ms as held by a replica, but the failover to r2 at 1,000 ms took it back, which that does not allow",
    ]
  `);
});
