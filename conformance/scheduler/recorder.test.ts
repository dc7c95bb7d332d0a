import { describe, expect, it } from "vitest";
import { World } from "../../sim/kernel/world.ts";
import type { SchedulerCall } from "../../spec/scheduler/history.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import { Recorder } from "./recorder.ts";

const claim: SchedulerCall = { name: "claim" };
const pause = (id: string): SchedulerCall => ({ name: "pause", id });
const evalOf = (...args: readonly string[]): readonly string[] => ["EVAL", "text", "0", ...args];

/** Calls that are open, with their operations. */
function open(topology: TopologyKind, ...calls: readonly SchedulerCall[]) {
  const world = new World({ seed: "1", startMs: 0 });
  const recorder = new Recorder(world, topology);
  const process = world.process("w1");
  const ops = calls.map((call) => recorder.invoked(process, call));
  const behind = (argv: readonly string[], op: number | null, life = process.life): number | null =>
    recorder.opBehind(process, argv, op, life);
  const executed = (argv: readonly string[], op: number | null): void =>
    recorder.executed(
      { process, op, argv, elements: 0, slots: [], isContinued: false, isTurnedAway: false },
      null,
    );
  return { recorder, process, ops, behind, executed };
}

describe("the operation behind a request", () => {
  it("is the one whose code wrote it, on one node", () => {
    const { ops, behind } = open("standalone", pause("s1"), claim);
    expect(behind(evalOf("s1"), ops[1]!)).toBe(ops[1]);
  });

  it("is the one whose schedule it names, when the calls of several were held back until there was a connection", () => {
    const { ops, behind } = open("cluster", pause("s1"), claim, pause("s2"));
    expect(behind(evalOf("s1"), ops[1]!)).toBe(ops[0]);
    expect(behind(evalOf("s2"), ops[1]!)).toBe(ops[2]);
    expect(behind(evalOf(), ops[1]!)).toBe(ops[1]);
  });

  it("is not known when it names a schedule that several of them name, or none where one names none", () => {
    const { ops, behind } = open("cluster", pause("s1"), claim, pause("s1"));
    expect(behind(evalOf("s1"), ops[2]!)).toBeNull();
    expect(behind(evalOf(), ops[2]!)).toBeNull();
  });

  it("is one that has sent something before, when the request names its schedule", () => {
    const { ops, behind, executed } = open("cluster", pause("s1"), claim);
    executed(["TIME"], ops[0]!);
    expect(behind(evalOf("s1"), ops[0]!)).toBe(ops[0]);
    expect(behind(evalOf(), ops[0]!)).toBeNull();
  });

  it("is one that had asked for the time, when the rest of it was held back together with a claim", () => {
    const { ops, behind, executed } = open("cluster", pause("s1"), claim);
    executed(["TIME"], ops[0]!);
    expect(behind(evalOf("s1"), ops[1]!)).toBe(ops[0]);
    expect(behind(evalOf(), ops[1]!)).toBe(ops[1]);
  });

  it("is the one whose code wrote it, when another one that names the same schedule has sent what it had to say", () => {
    const { ops, behind, executed } = open("cluster", pause("s1"), pause("s1"));
    executed(evalOf("s1", "first"), ops[0]!);
    expect(behind(evalOf("s1", "second"), ops[1]!)).toBe(ops[1]);
  });

  it("is not known when a claim that has begun names a schedule that somebody else is about to change", () => {
    const { ops, behind, executed } = open("cluster", claim, pause("s1"));
    executed(evalOf(), ops[0]!);
    expect(behind(evalOf("s1"), ops[0]!)).toBeNull();
    expect(behind(evalOf("s2"), ops[0]!)).toBeNull();
  });

  it("is one of the life that wrote it, not of the next one, which has asked for something meanwhile", () => {
    const { recorder, process, ops, behind } = open("replicated", pause("s1"));
    const { life } = process;
    recorder.abandon(process, "w1 died");
    process.start(() => undefined);
    recorder.invoked(process, claim);
    expect(behind(evalOf("s1"), ops[0]!, life)).toBe(ops[0]);
    expect(behind(evalOf("s1"), null, life)).toBe(ops[0]);
  });

  it("is the one that has sent the same before", () => {
    const { ops, behind, executed } = open("cluster", pause("s1"), claim);
    executed(evalOf("s1"), ops[0]!);
    expect(behind(evalOf("s1"), ops[1]!)).toBe(ops[0]);
  });
});
