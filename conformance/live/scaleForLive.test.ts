import { expect, it } from "vitest";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { scaleForLive } from "./scaleForLive.ts";

const declares = { misfire: "coalesce", leaseMs: 1_000, latenessMsMax: () => 500 } as const;
const hours: SchedulerScenario = {
  contract: "scheduler",
  topology: { kind: "standalone" },
  latencyUs: { min: 1, max: 2 },
  workers: [{ name: "w1", pollMs: 60_000, dispatchMs: 30_000, startAtMs: 0 }],
  faultsMs: 1_200_000,
  quietMs: 900_000,
  legacy: [{ id: "old", everyMs: 1_000 }],
  steps: [{ atMs: 600_000, by: "w1", do: "update", id: "s1", nextRunAtMs: 900_000 }],
  faults: [{ fault: "pause", atMs: 300_000, process: "w1", forMs: 10_000 }],
};

it("makes minutes of a scenario seconds, and keeps what came before what", () => {
  expect(scaleForLive(hours, declares)).toEqual({
    ...hours,
    workers: [{ name: "w1", pollMs: 600, dispatchMs: 300, startAtMs: 0 }],
    faultsMs: 12_000,
    quietMs: 6_000, // twice what is promised, the leases, and the way back
    legacy: [{ id: "old", everyMs: 200 }],
    steps: [{ atMs: 6_000, by: "w1", do: "update", id: "s1", nextRunAtMs: 9_000 }],
    faults: [{ fault: "pause", atMs: 3_000, process: "w1", forMs: 100 }],
  });
});

it("leaves alone what is short enough", () => {
  const short = { ...hours, faultsMs: 10_000 };
  expect(scaleForLive(short, declares)).toBe(short);
});

it("leaves a fault the time to wait for its request, and polls that find something due", () => {
  const window: SchedulerScenario = {
    ...hours,
    workers: [{ name: "w1", pollMs: 3_000, dispatchMs: 0, startAtMs: 0 }],
    legacy: [{ id: "old", everyMs: 1_774 }],
    faults: [{ fault: "cut-reply", atMs: 1_190_000, process: "w1", request: 2 }],
  };
  expect(scaleForLive(window, declares)).toMatchObject({
    workers: [{ pollMs: 200 }],
    legacy: [{ everyMs: 200 }],
    faults: [{ atMs: 11_900 }],
    faultsMs: 13_100,
  });
});
