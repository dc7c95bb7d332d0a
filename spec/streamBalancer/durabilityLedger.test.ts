import { expect, it } from "vitest";
import type { Acknowledgement } from "../durability.ts";
import { figuresOf } from "../durabilityLedger.ts";
import { durabilityLedgerOf } from "./durabilityLedger.ts";
import { repeatsOf } from "./repeatsOf.ts";
import { acknowledgedChangeIsDurable as rule } from "./rules/acknowledgedChangeIsDurable.ts";
import { sentences, writeTrial } from "./writeTrial.testkit.ts";

const byOne: Acknowledgement = { means: "replicated", replicas: 1 };

it("says that what stayed, and what somebody else went on with, survived", () => {
  const { run, id } = owned();
  run.complete("c1", id);
  run.own("c1", run.add("s2"));
  expect(fates(run)).toEqual(["add survived", "complete survived", "add survived"]);
});

it("says of a completion that a failover took back that it may have been lost, and why the work was done again", () => {
  const { run, id } = owned();
  const past = run.remember();
  run.at(300).complete("c1", id);
  run.at(1_000).incident("failover", past);
  run.at(15_000).own("c2", id);
  const trial = run.end();
  expect(ledgerOf(trial)).toEqual(["add survived", "complete may-have-been-lost by failover"]);
  expect(figuresOf(durabilityLedgerOf(trial), repeatsOf(trial))).toEqual({
    acknowledged: 2,
    survived: 1,
    mayHaveBeenLost: 1,
    lost: 0,
    takenBy: { failover: 1 },
    repeated: { failover: 1 },
  });
  expect(rule.check(trial)).toEqual([]);
});

it("calls it lost when a replica was to have it and one node had failed", () => {
  const { run, id } = owned(byOne);
  const past = run.remember();
  run.at(300).complete("c1", id);
  run.node("r1", "failed");
  run.at(1_000).incident("failover", past);
  const trial = run.end();
  expect(ledgerOf(trial)).toEqual(["add survived", "complete lost by failover"]);
  expect(sentences(rule.check(trial))).toMatchInlineSnapshot(`
    [
      "the completion of s1 by c1 was acknowledged at 300 ms as held by a replica, but the failover to r2 at 1,000 ms took it back, which that does not allow",
    ]
  `);
});

it("lets a node that had forgotten what it had take back what replicas held", () => {
  const { run, id } = owned(byOne);
  const past = run.remember();
  run.at(300).complete("c1", id);
  run.at(1_000).incident("restart-empty", past, "r1", null);
  expect(rule.check(run.end())).toEqual([]);
});

it("says of an addition that the new master never had that it may have been lost", () => {
  const run = writeTrial();
  run.start("c1");
  const past = run.remember();
  run.at(100).add("s1");
  run.at(200).incident("failover", past);
  expect(fates(run)).toEqual(["add may-have-been-lost by failover"]);
});

it("says of what was executed again after the failover that it survived", () => {
  const { run, id } = owned();
  const past = run.remember();
  const op = run.at(300).invoke("c1", { name: "complete", stream: "s1" });
  run.remove(id, op);
  run.at(1_000).incident("failover", past);
  run.at(1_500).remove(id, op);
  run.answer(op, true);
  expect(fates(run)).toEqual(["add survived", "complete survived"]);
});

it("says of a change at a node that had been replaced that it may have been lost", () => {
  const { run, id } = owned();
  run.at(1_000).incident("failover");
  const op = run.invoke("c1", { name: "complete", stream: "s1" });
  run.move(id, { place: "gone" }, op, "r1");
  run.answer(op, true, true);
  expect(fates(run)).toEqual(["add survived", "complete may-have-been-lost by failover"]);
});

it("keeps an addition whose entry comes back in a state that it never had", () => {
  const { run, id } = owned();
  const past = run.remember();
  const where = { place: "pending", consumer: "c9", deliveries: 7 } as const;
  const strange = new Map([[id, { ...past.entries.get(id)!, where }]]);
  run.at(1_000).incident("failover", { ...past, entries: strange });
  expect(fates(run)).toEqual(["add survived"]);
});

it("follows a dead letter, a recovery by call and a shutdown, and has no entry for what changed nothing", () => {
  const { run, id } = owned();
  const second = run.add("s2");
  const past = run.remember();
  const failed = run.at(300).invoke("c1", { name: "fail", stream: "s1", reason: "no" });
  run.bury(id, failed);
  run.answer(failed, true);
  run.own("c1", second);
  const left = run.invoke("c1", { name: "shutdown" });
  run.requeue(second, left);
  run.answer(left);
  run.call("c2", { name: "claim", stream: "s9", id: null }, "gone");
  run.call("c2", { name: "complete", stream: "s9" }, false);
  run.lose(run.invoke("c2", { name: "claim", stream: "s2", id: null }));
  run.at(1_000).incident("failover", past);
  expect(fates(run)).toEqual([
    "add survived",
    "add survived",
    "fail may-have-been-lost by failover",
    "shutdown may-have-been-lost by failover",
  ]);
});

it("counts why work was done again: a failure, a crash, a shutdown, a lease that ended", () => {
  const run = writeTrial();
  run.start("c1", "c2");
  let id = run.add("s1");
  run.own("c1", id);
  const failed = run.invoke("c1", { name: "fail", stream: "s1", reason: "no" });
  id = run.requeue(id, failed, 1);
  run.answer(failed, true);
  run.own("c1", id);
  run.disown("c1", id);
  run.own("c2", id);
  run.process("c2", "crashed");
  run.own("c1", id);
  run.call("c1", { name: "shutdown" });
  run.own("c2", id);
  expect(repeatsOf(run.end())).toEqual(["failure", "lease ended", "crash", "shutdown"]);
});

/** s1 was added, and is owned by c1. */
function owned(acknowledges: Acknowledgement = { means: "received" }) {
  const run = writeTrial({ acknowledges });
  run.start("c1", "c2");
  const id = run.at(100).add("s1");
  run.at(200).own("c1", id);
  return { run, id };
}

const fates = (run: ReturnType<typeof writeTrial>): readonly string[] => ledgerOf(run.end());

const ledgerOf = (trial: ReturnType<ReturnType<typeof writeTrial>["end"]>): readonly string[] =>
  durabilityLedgerOf(trial).map((entry) => {
    const { name } = entry.operation.call;
    if (entry.fate === "survived") return `${name} survived`;
    return `${name} ${entry.fate} by ${entry.setback.event.incident}`;
  });
