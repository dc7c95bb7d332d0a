import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { findScheduler } from "../scheduler/findScheduler.ts";
import { runScenario } from "../scheduler/runScenario.ts";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import type { LiveReport } from "./liveReport.ts";

// The wall clock belongs to whoever is busy on this machine, too: such a run is undecided, and is tried again.
const again = { retry: 3 };

describe.skipIf(redisServerBinary() === null)(
  "live (needs redis-server on the PATH)",
  again,
  () => {
    // Workers are compiled programs, and Node 20 reads no TypeScript.
    beforeAll(() => {
      const start = fileURLToPath(new URL("../start.mjs", import.meta.url));
      const { status, stderr } = spawnSync(process.execPath, [start, "list"], { encoding: "utf8" });
      if (status !== 0) throw new Error(`the workers cannot be compiled: ${stderr}`);
    }, 120_000);

    it.concurrent(
      "holds the reference through the death and the stop of real processes",
      async () => {
        const reports: LiveReport[] = [];
        const run = await runScenario({
          subject: findScheduler("reference"),
          backend: "live",
          scenario: troubled,
          seed: 1,
          journal: "digest",
          onLiveReport: (report) => void reports.push(report),
        });

        expect(violatedIn(run)).toEqual([]);
        expect(run.undecided).toEqual([]);
        expect(Object.fromEntries(run.faults)).toEqual({
          crash: 2,
          pause: 1,
          delay: 1,
          "cut-request": 1,
          "lose-reply": 1,
          "cut-reply": 1,
          "partition-client": 1,
          "script-flush": 1,
          "client-kill": 1,
          "node-crash": 1,
        });
        expect(run.notStruck).toEqual([
          { kind: "skew", reason: "all processes of one machine have one clock", times: 1 },
        ]);
        // Not only the calls: what they did in Redis was seen, and whose it was.
        const owners = run.history.flatMap((event) =>
          event.type === "state" ? [event.op !== null && event.process !== null] : [],
        );
        expect(owners.length).toBeGreaterThan(20);
        expect(owners.filter((isKnown) => !isKnown)).toEqual([]);
        expect(run.ledger.acknowledged).toBeGreaterThan(20);
        expect(reports[0]?.server).toMatch(/^redis 7\.0/);
        expect(reports[0]?.clockErrorUs).toBeLessThan(100_000);
      },
    );

    it.concurrent(
      "holds the reference while a real cluster makes other nodes masters",
      async () => {
        const run = await runScenario({
          subject: findScheduler("reference"),
          backend: "live",
          scenario: failedOver,
          seed: 1,
          journal: "digest",
        });

        // On a machine that is busy enough a cluster elects when nobody has asked it to. Such a run says nothing of any rule.
        expect(run.undecided.length > 0 ? [] : violatedIn(run)).toEqual([]);
        expect(Object.fromEntries(run.faults)).toEqual({
          "failover-manual": 1,
          "failover-automatic": 1,
        });
        const incidents = run.history.filter(({ type }) => type === "incident");
        expect(incidents.map((event) => "replaces" in event && event.replaces)).toEqual(
          expect.arrayContaining([expect.stringMatching(/^redis-/)]),
        );
      },
    );

    it.concurrent("shows that a score is trusted which is too early", async () => {
      const run = await runScenario({
        subject: findScheduler("broken/trustsTheScore"),
        backend: "live",
        scenario: misled,
        seed: 1,
        journal: "digest",
      });
      expect(run.undecided).toEqual([]);
      expect(violatedIn(run)).toContain("SC-1");
    });

    it.concurrent("shows that two processes take what both have seen", async () => {
      const run = await runScenario({
        subject: findScheduler("broken/claimsInTwoSteps"),
        backend: "live",
        scenario: crowded,
        seed: 1,
        journal: "digest",
      });
      expect(run.undecided).toEqual([]);
      expect(violatedIn(run)).toContain("SC-2");
    });
  },
);

const violatedIn = ({ verdicts }: Awaited<ReturnType<typeof runScenario>>): readonly string[] =>
  verdicts.filter(({ verdict }) => verdict === "violated").map(({ rule }) => rule.id);

const calm: SchedulerScenario = {
  contract: "scheduler",
  topology: { kind: "standalone" },
  latencyUs: { min: 0, max: 0 },
  workers: ["w1", "w2"].map((name) => ({ name, pollMs: 50, dispatchMs: 5, startAtMs: 0 })),
  faultsMs: 5_000,
  quietMs: 3_000,
  legacy: [],
  steps: [],
  faults: [],
};

const troubled: SchedulerScenario = {
  ...calm,
  faultsMs: 7_500, // the last ones wait for requests, which may come slowly
  steps: [
    { atMs: 500, by: "w1", do: "define", schedule: { id: "s1", everyMs: 300 } },
    { atMs: 600, by: "w2", do: "define", schedule: { id: "s2", everyMs: 450, limit: 5 } },
    { atMs: 2_900, by: "w2", do: "delete", id: "s2" },
    { atMs: 3_000, by: "w2", do: "pause", id: "s1" },
    { atMs: 4_200, by: "w2", do: "resume", id: "s1" },
  ],
  faults: [
    { fault: "script-flush", atMs: 1_000 },
    { fault: "crash", atMs: 1_500, process: "w1", restartAfterMs: 300 },
    { fault: "client-kill", atMs: 2_000, process: "w2", connections: "all" },
    { fault: "pause", atMs: 2_300, process: "w2", forMs: 400 },
    { fault: "delay", atMs: 2_500, process: "w1", forMs: 100, byMs: 10 },
    { fault: "skew", atMs: 2_600, process: "w1", byMs: 10 },
    { fault: "node-crash", atMs: 3_300, node: "redis-1", restartAfterMs: 100, data: "kept" },
    { fault: "cut-request", atMs: 3_600, process: "w1", request: 3 },
    { fault: "cut-reply", atMs: 3_800, process: "w1", request: 3 },
    {
      fault: "partition-client",
      atMs: 4_000,
      process: "w1",
      node: "redis-1",
      way: "both",
      forMs: 100,
    },
    { fault: "lose-reply", atMs: 4_300, process: "w2", request: 3 },
    { fault: "crash", atMs: 4_400, process: "w1", request: 4, edge: "before", restartAfterMs: 100 },
  ],
};

const failedOver: SchedulerScenario = {
  ...calm,
  topology: { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs: 1_000 },
  steps: [1, 2, 3].map((n) => ({
    atMs: 200 + n,
    by: "w1",
    do: "define",
    schedule: { id: `s${n}`, everyMs: 200 + 50 * n },
  })),
  faults: [
    { fault: "failover-manual", atMs: 800, node: "replica 1 of data" },
    { fault: "failover-automatic", atMs: 1_800, slot: "data", restartAfterMs: 200 },
  ],
};

/** Three workers that look for the same occurrences all the time. */
const crowded: SchedulerScenario = {
  ...calm,
  workers: ["w1", "w2", "w3"].map((name) => ({ name, pollMs: 2, dispatchMs: 0, startAtMs: 0 })),
  faultsMs: 3_000,
  quietMs: 200,
  steps: [{ atMs: 200, by: "w1", do: "define", schedule: { id: "s1", everyMs: 50 } }],
};

const misled: SchedulerScenario = {
  ...calm,
  faultsMs: 2_500,
  quietMs: 500,
  steps: [{ atMs: 500, by: "w1", do: "define", schedule: { id: "s1", everyMs: 60_000 } }],
  faults: [{ fault: "stale-early", atMs: 1_200, id: "s1", byMs: 3_600_000 }],
};
