import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { findTestImages } from "../cluster/findTestImages.testkit.ts";
import { findScheduler } from "../scheduler/findScheduler.ts";
import { runScenario } from "../scheduler/runScenario.ts";
import type { LiveReport } from "./liveReport.ts";

const { images } = await findTestImages();

describe.skipIf(images.length === 0)("live (needs Docker and the images of npm run images)", () => {
  // Workers are compiled programs, and Node 20 reads no TypeScript.
  beforeAll(() => {
    const start = fileURLToPath(new URL("../start.mjs", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [start, "list"], { encoding: "utf8" });
    if (status !== 0) throw new Error(`the workers cannot be compiled: ${stderr}`);
  }, 120_000);

  // The wall clock belongs to whoever is busy on this machine, too: such a run is undecided, and is tried again.
  it.each(images)(
    "holds the reference while the containers of a cluster of %s are stopped, cut off, killed and handed over",
    { retry: 3 },
    async (image) => {
      const reports: LiveReport[] = [];
      const run = await runScenario({
        subject: findScheduler("reference"),
        backend: "live",
        scenario: shaken,
        seed: 1,
        journal: "digest",
        realServers: { servers: "containers", image },
        onLiveReport: (report) => void reports.push(report),
      });
      expect(run.undecided).toEqual([]);
      expect(run.verdicts.filter(({ verdict }) => verdict === "violated")).toEqual([]);
      expect(Object.fromEntries(run.faults)).toEqual({
        "failover-manual": 1,
        "node-pause": 1,
        "partition-nodes": 1,
        "node-crash": 1,
      });
      expect(run.commands).toBeGreaterThan(30);
      expect(image).toContain(reports[0]?.server.replace(/ (\d+\.\d+).*/, ":$1"));
    },
  );
});

const shaken: SchedulerScenario = {
  contract: "scheduler",
  topology: { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs: 2_000 },
  latencyUs: { min: 0, max: 0 },
  workers: ["w1", "w2"].map((name) => ({ name, pollMs: 50, dispatchMs: 5, startAtMs: 0 })),
  faultsMs: 4_000,
  quietMs: 3_000,
  legacy: [],
  steps: [1, 2].map((n) => ({
    atMs: 200 + n,
    by: "w1",
    do: "define",
    schedule: { id: `s${n}`, everyMs: 200 + 50 * n },
  })),
  faults: [
    { fault: "failover-manual", atMs: 800, node: "replica 1 of data" },
    { fault: "node-pause", atMs: 1_300, node: "master of data", forMs: 300 },
    { fault: "partition-nodes", atMs: 2_000, nodes: ["master of data"], way: "both", forMs: 300 },
    {
      fault: "node-crash",
      atMs: 3_300,
      node: "master of shard 2",
      restartAfterMs: 100,
      data: "kept",
    },
  ],
};
