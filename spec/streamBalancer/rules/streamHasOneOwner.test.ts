import { expect, it } from "vitest";
import type { BalancerCall } from "../history.ts";
import { sentences, writeTrial } from "../writeTrial.testkit.ts";
import { streamHasOneOwner as rule } from "./streamHasOneOwner.ts";

/** c1 has owned s1 since 1,000 ms; its lease lasts for 2,000 ms. */
function owned() {
  const run = writeTrial();
  run.start("c1", "c2");
  const id = run.at(900).add("s1");
  run.at(1_000).own("c1", id);
  return { run, id };
}

it("holds when one owner follows another", () => {
  const { run, id } = owned();
  run.at(1_100).complete("c1", id);
  const second = run.add("s1", "s1 again");
  run.own("c2", second);
  run.at(1_200).disown("c2", second);
  run.own("c1", run.requeue(second, "c1"));
  run.process("c1", "crashed");
  run.own("c2", run.add("s1", "third"));
  expect(rule.check(run.end())).toEqual([]);
});

it("points at a second owner while the lease of the first lasts", () => {
  const { run, id } = owned();
  run.at(2_500).own("c2", run.requeue(id, "c2"));
  expect(rule.check(run.end())).toMatchInlineSnapshot(`
    [
      {
        "because": "c1 owned s1 (1-0) when c2 was told at 2,500 ms that it owns it (2-0); the lease of the former lasts until 3,000 ms",
        "events": [
          11,
          12,
          18,
        ],
      },
    ]
  `);
});

it("counts a lease from its last renewal", () => {
  const { run, id } = owned();
  run.at(2_000).lease("c1", "s1");
  run.at(3_500).own("c2", run.requeue(id, "c2"));
  expect(rule.check(run.end())).toHaveLength(1);
});

it("holds when the lease was over, although its owner stood still and was not told", () => {
  const { run, id } = owned();
  run.at(1_100).process("c1", "paused");
  run.at(3_100).own("c2", run.requeue(id, "c2"));
  expect(rule.check(run.end())).toEqual([]);
});

it("points at an owner that takes its lease back from another one", () => {
  const { run, id } = owned();
  run.at(1_100).process("c1", "paused");
  run.at(3_100).own("c2", run.requeue(id, "c2"));
  run.at(4_000).process("c1", "resumed");
  run.lease("c1", "s1", "lease:s1:old");
  expect(sentences(rule.check(run.end()))).toMatchInlineSnapshot(`
    [
      "c2 owned s1 (2-0) from 3,100 ms on, when c1, whose lease had ended at 3,000 ms, set it again at 4,000 ms",
    ]
  `);
});

it("goes by the name, not by the message", () => {
  const { run } = owned();
  run.at(1_500).own("c2", run.add("s1", "another message"));
  expect(rule.check(run.end())).toHaveLength(1);
});

it("accepts that an incident took the lease, or that the server's clock was set forward", () => {
  const taken = owned();
  const past = taken.run.remember();
  taken.run.at(1_200).incident("failover", { ...past, leases: new Map() });
  taken.run.at(1_500).own("c2", taken.run.requeue(taken.id, "c2"));
  expect(rule.check(taken.run.end())).toEqual([]);

  const ahead = owned();
  ahead.run.at(1_200).clock("r1", 31_000);
  ahead.run.at(1_500).own("c2", ahead.run.requeue(ahead.id, "c2"));
  expect(rule.check(ahead.run.end())).toEqual([]);

  const right = owned();
  right.run.at(1_100).clock("r1", -31_000);
  right.run.at(1_200).lease("c1", "s1");
  right.run.at(1_300).clock("r1", -100);
  right.run.at(1_500).own("c2", right.run.requeue(right.id, "c2"));
  expect(rule.check(right.run.end())).toEqual([]);
});

it("accepts an owner that is told after its successor, because the server's clock ended its lease meanwhile", () => {
  const told = (isPutRight: "before" | "meanwhile") => {
    const run = writeTrial();
    run.start("c1", "c2");
    run.at(0).clock("r1", -5_000);
    const id = run.at(900).add("s1");
    if (isPutRight === "before") run.clock("r1", 0);
    run.at(1_000).deliver(id, "c2");
    run.lease("c2", "s1");
    if (isPutRight === "meanwhile") run.at(1_010).clock("r1", 0);
    run.unlease("s1");
    run.own("c1", run.requeue(id, "c2"));
    run.at(1_100).notify("c2", {
      type: "added",
      stream: { name: "s1", id, info: {}, fence: null },
    });
    return rule.check(run.end());
  };
  expect(told("meanwhile")).toEqual([]);
  expect(told("before")).toHaveLength(1);
});

it("accepts an owner that a replaced node made", () => {
  const { run, id } = owned();
  run.at(1_200).lease("c1", "s1", "lease:s1", "r1");
  run.at(1_500).own("c2", run.requeue(id, "c2"));
  expect(rule.check(run.end())).toEqual([]);
});

it("lets an owner end its ownership by a call, whatever the call is answered", () => {
  const ended = (call: BalancerCall | null) => {
    const { run, id } = owned();
    const again = run.requeue(id, "c2");
    const op = call === null ? null : run.at(1_500).invoke("c1", call);
    run.unlease("s1", op ?? "c1");
    run.at(1_600).own("c2", again);
    if (op !== null) run.at(1_700).answer(op, false);
    return rule.check(run.end());
  };
  expect(ended({ name: "complete", stream: "s1" })).toEqual([]);
  expect(ended({ name: "fail", stream: "s1", reason: "no" })).toEqual([]);
  expect(ended({ name: "shutdown" })).toEqual([]);
  expect(ended(null)).toHaveLength(1);
});
