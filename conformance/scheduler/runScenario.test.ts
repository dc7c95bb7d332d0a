import { describe, expect, it } from "vitest";
import { schedulerFaultKinds, type SchedulerFault } from "../../spec/scheduler/fault.ts";
import { isNodeFaultKind, whyNotOn } from "../../spec/nodeFault.ts";
import { topologyKinds } from "../../spec/topology.ts";
import type { ScenarioSchedule, SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { SchedulerEvent } from "../../spec/scheduler/history.ts";
import { referenceScheduler } from "../../adapters/scheduler/reference/referenceScheduler.ts";
import { drawScenario } from "./drawScenario.ts";
import { runScenario } from "./runScenario.ts";

const everyFiveSeconds: SchedulerScenario = {
  contract: "scheduler",
  topology: { kind: "standalone" },
  latencyUs: { min: 100, max: 500 },
  workers: [
    { name: "w1", pollMs: 1000, dispatchMs: 10, startAtMs: 0 },
    { name: "w2", pollMs: 1000, dispatchMs: 10, startAtMs: 500 },
  ],
  faultsMs: 30_000,
  quietMs: 60_000,
  legacy: [],
  steps: [{ atMs: 300, by: "w1", do: "define", schedule: { id: "s1", everyMs: 5_000 } }],
  faults: [],
};

const run = (scenario: Partial<SchedulerScenario>, seed = 1) =>
  runScenario({
    subject: referenceScheduler,
    scenario: { ...everyFiveSeconds, ...scenario },
    seed,
    journal: "full",
  });
const ofType = <Type extends SchedulerEvent["type"]>(
  history: readonly SchedulerEvent[],
  type: Type,
) =>
  history.filter((event): event is Extract<SchedulerEvent, { type: Type }> => event.type === type);

it("runs a schedule to the end of the quiet period and judges every rule", async () => {
  const { history, verdicts, undecided, simulatedMs, commands } = await run({});

  expect(undecided).toEqual([]);
  expect(simulatedMs).toBe(90_000);
  expect(ofType(history, "dispatched")).toHaveLength(17);
  expect(commands).toBeGreaterThan(180);
  expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(["held"]));
});

it("is a function of scenario and seed", async () => {
  const [first, again, other] = [await run({}, 1), await run({}, 1), await run({}, 2)];

  expect(again.journal).toEqual(first.journal);
  expect(again.digest).toBe(first.digest);
  expect(other.digest).not.toBe(first.digest);
});

it("does not depend on the order in which a scenario's fields are written down", async () => {
  const define = (schedule: ScenarioSchedule): Partial<SchedulerScenario> => ({
    steps: [{ atMs: 300, by: "w1", do: "define", schedule }],
  });
  const first = await run(define({ id: "s1", everyMs: 5_000, limit: 3 }));
  const other = await run(define({ limit: 3, everyMs: 5_000, id: "s1" }));

  expect(other.digest).toBe(first.digest);
});

it("gives the calls of a crashed worker an unknown outcome", async () => {
  const { history, faults } = await run({
    faults: [
      {
        fault: "crash",
        process: "w1",
        atMs: 5_000,
        request: 1,
        edge: "after",
        restartAfterMs: null,
      },
    ],
  });

  expect(faults.get("crash")).toBe(1);
  const lost = ofType(history, "returned").find(({ outcome }) => outcome.type === "unknown");
  expect(lost).toMatchObject({ process: "w1", outcome: { reason: "w1 died" } });
  const lives = ofType(history, "process").filter(({ process }) => process === "w1");
  expect(lives.map(({ change }) => change)).toEqual(["started", "crashed", "started", "healed"]);
});

it("takes legacy schedules over when somebody migrates", async () => {
  const { history, verdicts } = await run({
    legacy: [{ id: "old1", everyMs: 7_000 }],
    steps: [{ atMs: 400, by: "w1", do: "migrate" }],
  });

  expect(ofType(history, "dispatched").some(({ claim }) => claim.id === "old1")).toBe(true);
  expect(verdicts.filter(({ verdict }) => verdict === "violated")).toEqual([]);
});

describe("every kind of fault", () => {
  const one: Readonly<Record<string, SchedulerFault>> = {
    crash: { fault: "crash", process: "w1", atMs: 5_200, restartAfterMs: 100 },
    pause: { fault: "pause", process: "w1", atMs: 5_000, request: 1, forMs: 12_000 },
    skew: { fault: "skew", process: "w1", atMs: 2_000, byMs: 31_000 },
    refuse: { fault: "refuse", process: "w1", atMs: 5_000, forMs: 3_000 },
    delay: { fault: "delay", process: "w1", atMs: 5_000, forMs: 3_000, byMs: 700 },
    stall: { fault: "stall", process: "w1", atMs: 5_000, forMs: 3_000 },
    partition: { fault: "partition", process: "w1", atMs: 5_000, forMs: 3_000 },
    "cut-request": { fault: "cut-request", process: "w1", atMs: 5_000, request: 1 },
    "lose-reply": { fault: "lose-reply", process: "w1", atMs: 5_000, request: 1 },
    "cut-reply": { fault: "cut-reply", process: "w1", atMs: 5_000, request: 1 },
    "script-flush": { fault: "script-flush", atMs: 5_000 },
    "stale-early": { fault: "stale-early", atMs: 2_000, id: "s1", byMs: 3_000 },
    "stale-late": { fault: "stale-late", atMs: 2_000, id: "s1", byMs: 30_000 },
    "missing-member": { fault: "missing-member", atMs: 2_000, id: "s1" },
    "orphan-member": { fault: "orphan-member", atMs: 2_000, id: "nobody" },
    "malformed-member": { fault: "malformed-member", atMs: 2_000 },
    "missing-hash": { fault: "missing-hash", atMs: 2_000, id: "s1" },
    "wrong-type": { fault: "wrong-type", atMs: 2_000 },
  };

  it.each(schedulerFaultKinds.filter((kind) => !isNodeFaultKind(kind)))(
    "%s strikes, is told, and does not make the reference break a rule",
    async (kind) => {
      const fault = one[kind];
      if (fault === undefined) throw new Error(`no example of ${kind}`);
      const { faults, history, verdicts, undecided } = await run({ faults: [fault] });

      expect(faults.get(kind)).toBe(1);
      expect(ofType(history, "fault")).toMatchObject([{ fault: kind, detail: expect.any(String) }]);
      expect(undecided).toEqual([]);
      expect(verdicts.filter(({ verdict }) => verdict === "violated")).toEqual([]);
    },
  );

  it.each(topologyKinds)(
    "that can strike on the topology %s is drawn by some of 200 seeds",
    (kind) => {
      const drawn = new Set<string>();
      for (let seed = 1; seed <= 200; seed++) {
        const { capabilities, declares } = referenceScheduler;
        const { scenario } = drawScenario(seed, {
          capabilities,
          declares,
          faults: schedulerFaultKinds,
          topology: kind,
        });
        expect(scenario.topology.kind).toBe(kind);
        for (const { fault } of scenario.faults) drawn.add(fault);
      }
      const possible = schedulerFaultKinds.filter((fault) => whyNotOn(fault, { kind }) === null);
      expect([...drawn].toSorted()).toEqual(possible.toSorted());
    },
  );
});

it("says that nothing can be said when the subject leaves the simulated world", async () => {
  const escaping = {
    ...referenceScheduler,
    open: async (context: Parameters<typeof referenceScheduler.open>[0]) => {
      const adapter = await referenceScheduler.open(context);
      const { writeFileSync } = await import("node:fs");
      return {
        ...adapter,
        get: (id: string) => {
          writeFileSync("/tmp/claimcheck-never", "");
          return adapter.get(id);
        },
      };
    },
  };
  const { undecided } = await runScenario({
    subject: escaping,
    scenario: { ...everyFiveSeconds, steps: [{ atMs: 300, by: "w1", do: "get", id: "s1" }] },
    seed: 1,
    journal: "digest",
  });
  expect(undecided).toHaveLength(1);
  expect(undecided[0]).toMatch(
    /^ESCAPE: sim\/kernel: process w1 called fs\.writeFileSync at .*runScenario\.test\.ts/,
  );
});
