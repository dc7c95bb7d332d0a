import { expect, it } from "vitest";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { referenceScheduler } from "../../adapters/scheduler/reference/referenceScheduler.ts";
import { runScenario } from "../scheduler/runScenario.ts";

it("runs a scenario on ioredis-mock, twice the same, and leaves nothing for the next run", async () => {
  const first = await run(subject);
  const second = await run(subject);

  expect(first.undecided).toEqual([]);
  expect(first.journal.filter((line) => line.includes("mock INCR")).length).toBeGreaterThan(5);
  expect(first.journal.find((line) => line.includes("counter is"))).toContain("counter is 1");
  expect(second.digest).toBe(first.digest);
});

it("says what ioredis-mock does not have, and decides nothing then", async () => {
  const { undecided } = await run({ ...subject, open: withCommand("xautoclaim") });
  expect(undecided).toEqual(["ioredis-mock has no command XAUTOCLAIM"]);
});

it("counts the faults that need a network, and strikes those of processes and data", async () => {
  const { faults, notStruck } = await run(subject, [
    { fault: "partition", process: "w1", atMs: 100, forMs: 50 },
    { fault: "crash", process: "w1", atMs: 200, request: 2, restartAfterMs: 10 },
    { fault: "missing-hash", atMs: 300, id: "a" },
  ]);
  expect([...faults]).toEqual([["crash", 1]]);
  expect(notStruck).toEqual([
    { kind: "partition", reason: "ioredis-mock has no network", times: 1 },
  ]);
});

it("does not judge what ioredis-mock cannot show", async () => {
  const { verdicts } = await run(subject);
  const untested = verdicts.flatMap((verdict) =>
    verdict.verdict === "untested" ? [`${verdict.rule.id}: ${verdict.reason}`] : [],
  );
  expect(untested).toContain(
    "SC-6: ioredis-mock does not count the elements that a command touches",
  );
});

/** A scheduler that has no schedules: each poll counts. */
const subject: SchedulerSubject = {
  ...referenceScheduler,
  name: "polls",
  open: withCommand("incr"),
};

function withCommand(name: "incr" | "xautoclaim"): SchedulerSubject["open"] {
  return async ({ nodes: [{ host, port }], Redis }) => {
    if (Redis === undefined) throw new Error("mockServer.test: there should be a Redis");
    const redis = new Redis({ host, port });
    const rejected = async (): Promise<never> => {
      throw new Error("not in this test");
    };
    return {
      define: rejected,
      update: rejected,
      pause: rejected,
      resume: rejected,
      trigger: rejected,
      delete: rejected,
      get: rejected,
      list: rejected,
      complete: rejected,
      migrate: rejected,
      async claim() {
        const count =
          name === "incr"
            ? await redis.incr("counter")
            : await redis.xautoclaim("s", "g", "c", 0, "0");
        if (count === 1) await redis.set(`counter is ${count}`, "");
        return null;
      },
      close: async () => redis.disconnect(),
    };
  };
}

function run(subject: SchedulerSubject, faults: SchedulerScenario["faults"] = []) {
  const scenario: SchedulerScenario = {
    contract: "scheduler",
    topology: { kind: "standalone" },
    latencyUs: { min: 100, max: 500 },
    workers: [{ name: "w1", pollMs: 50, dispatchMs: 0, startAtMs: 0 }],
    faultsMs: 1000,
    quietMs: 500,
    legacy: [],
    steps: [],
    faults,
  };
  return runScenario({ subject, scenario, seed: 1, journal: "full", backend: "mock" });
}
