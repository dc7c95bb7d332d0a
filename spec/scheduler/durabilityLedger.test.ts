import { expect, it } from "vitest";
import type { Acknowledgement } from "../durability.ts";
import { figuresOf } from "../durabilityLedger.ts";
import { durabilityLedgerOf } from "./durabilityLedger.ts";
import { writeTrial } from "./writeTrial.testkit.ts";

const everyFive = { id: "s1", everyMs: 5_000 };
const pause = { name: "pause", id: "s1" } as const;
const resume = { name: "resume", id: "s1" } as const;

it("says that what stayed, and what somebody replaced, survived", () => {
  const run = defined();
  run.call("owner", pause, "s1", { status: "paused" });
  run.call("owner", resume, "s1", { status: "active" });
  expect(fates(run)).toEqual(["define survived", "pause survived", "resume survived"]);
});

it("says of what a failover took back that it may have been lost, and names the failover", () => {
  const run = defined();
  const past = run.remember();
  run.call("owner", pause, "s1", { status: "paused" });
  run.at(1_000).incident("failover", past);
  expect(fates(run)).toEqual(["define survived", "pause may-have-been-lost by failover to r2"]);
});

it("says of what was executed again after the failover that it survived", () => {
  const run = defined();
  const past = run.remember();
  const op = run.invoke("owner", pause);
  run.change(op, "s1", { status: "paused" });
  run.at(1_000).incident("failover", past);
  run.at(1_500).change(op, "s1", { status: "paused" });
  run.answer(op, null);
  expect(fates(run)).toEqual(["define survived", "pause survived"]);
});

it("says of a change at a node that had been replaced that it may have been lost", () => {
  const run = defined();
  run.at(1_000).incident("failover");
  const op = run.invoke("owner", pause);
  run.changeAside(op, "r1", "s1", { status: "paused" });
  run.answer(op, null);
  expect(fates(run)).toEqual(["define survived", "pause may-have-been-lost by failover to r2"]);
});

it("finds a change again at a node that had been replaced and is the owner once more", () => {
  const run = defined();
  run.at(1_000).incident("failover");
  const op = run.invoke("owner", pause);
  run.changeAside(op, "r1", "s1", { status: "paused" });
  run.answer(op, null);
  const there = new Map([["s1", { ...run.remember().get("s1")!, status: "paused" as const }]]);
  run.at(2_000).incident("takeover", there, "r1", "r2");
  expect(fates(run)).toEqual(["define survived", "pause survived"]);
});

it("takes the later of two equal states for the one that came back, because nobody can tell", () => {
  const run = defined();
  const past = run.remember();
  run.call("owner", pause, "s1", { status: "paused" });
  run.call("owner", resume, "s1", { status: "active" });
  run.call("owner", pause, "s1", { status: "paused" });
  run.at(1_000).incident("failover", past);
  expect(fates(run).slice(1)).toEqual([
    "pause survived",
    "resume survived",
    "pause may-have-been-lost by failover to r2",
  ]);
});

it("loses everything that a schedule came from when the node comes back without it", () => {
  const run = defined();
  run.call("owner", pause, "s1", { status: "paused" });
  run.at(1_000).incident("restart-empty", new Map(), "r1", null);
  expect(figuresOf(durabilityLedgerOf(run.end()), [])).toEqual({
    acknowledged: 2,
    survived: 0,
    mayHaveBeenLost: 2,
    lost: 0,
    takenBy: { "restart-empty": 2 },
    repeated: {},
  });
});

it("has no entry for what failed, is unknown, or changed nothing", () => {
  const run = writeTrial();
  run.fail(run.invoke("owner", pause), "no such schedule");
  run.lose(run.invoke("owner", pause));
  run.answer(run.invoke("owner", pause), null);
  run.claimNothing("w1");
  expect(fates(run)).toEqual([]);
});

it("calls it lost when that many replicas were to have it and one node had failed", () => {
  const run = defined({ means: "replicated", replicas: 1 });
  const past = run.remember();
  run.call("owner", pause, "s1", { status: "paused" });
  run.node("r1", "failed");
  run.at(1_000).incident("failover", past);
  expect(fates(run)).toEqual(["define survived", "pause lost by failover to r2"]);
});

it("goes over to a state that nobody had seen without keeping anything of what was before", () => {
  const run = defined();
  const strange = new Map([["s1", { ...run.remember().get("s1")!, runCount: 7 }]]);
  run.at(1_000).incident("failover", strange);
  run.call("owner", pause, "s1", { status: "paused" });
  expect(fates(run)).toEqual(["define may-have-been-lost by failover to r2", "pause survived"]);
});

it("refuses a change aside at a node that nobody had replaced", () => {
  const run = defined();
  run.changeAside(run.invoke("owner", pause), "r1", "s1", { status: "paused" });
  expect(() => run.end()).toThrow(/is a change at r1, which nobody had replaced/);
});

function defined(acknowledges: Acknowledgement = { means: "received" }) {
  const run = writeTrial({ acknowledges });
  run.define(everyFive, { nextRunAtMs: 5_000 });
  return run;
}

function fates(run: ReturnType<typeof writeTrial>): readonly string[] {
  return durabilityLedgerOf(run.end()).map((entry) => {
    const { call } = entry.operation;
    if (entry.fate === "survived") return `${call.name} survived`;
    const { incident, node } = entry.setback.event;
    return `${call.name} ${entry.fate} by ${incident} to ${node}`;
  });
}
