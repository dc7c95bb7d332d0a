import { referenceScheduler } from "../adapters/scheduler/reference/referenceScheduler.ts";
import { runScenario } from "../conformance/scheduler/runScenario.ts";
import { World } from "../sim/kernel/world.ts";
import { LuaEngine } from "../sim/redis/lua/engine.ts";
import { RedisServer } from "../sim/redisServer.ts";
import type { SchedulerScenario } from "../spec/scheduler/scenario.ts";
import { perSecond, timed, type BenchResult } from "./result.ts";

const dayMs = 86_400_000;
const everyMs = 60_000;
const pollMs = 1_000;
const rounds = 5;
const workers = ["w1", "w2", "w3"].map((name, i) => ({
  name,
  pollMs,
  dispatchMs: 0,
  startAtMs: i * 300,
}));

type Day = {
  readonly ms: number;
  readonly commands: number;
  readonly runs: number;
  readonly violations: number;
};

/** A schedule that runs each minute for a day, and three workers that poll each second; bare, and as a judged scenario. */
export async function dayOfMinutes(): Promise<BenchResult> {
  // The fastest of some rounds, because whatever else a machine does can only make a round slower.
  const days: Day[] = [];
  for (let round = 0; round < rounds; round++) days.push(await simulated());
  const bare = days.reduce((fastest, day) => (day.ms < fastest.ms ? day : fastest));
  const judged = await recordedAndJudged();
  const ratio = dayMs / bare.ms;
  const isComplete = bare.runs >= 1_435 && judged.runs >= 1_435 && judged.violations === 0;
  return {
    verdict: ratio >= 10_000 && isComplete ? "reached" : "missed",
    summary: `${Math.round(ratio)} times faster than real time (asked: 10000)`,
    lines: [
      `simulated:           ${tell(bare)}, ${bare.runs} occurrences run`,
      `                     fastest of ${days.map(({ ms }) => (ms / 1000).toFixed(1)).join(", ")} s`,
      `recorded and judged: ${tell(judged)}, ${judged.runs} occurrences run, ${judged.violations} rules violated`,
    ],
  };
}

const tell = ({ ms, commands }: Day): string =>
  `${commands} commands in ${(ms / 1000).toFixed(1)} s, ${perSecond(commands, ms)} a second, ${Math.round(dayMs / ms)} times real time`;

/** The unmodified client, the reference and the model under the kernel, with nobody watching. */
async function simulated(): Promise<Day> {
  const startMs = Date.UTC(2026, 0, 1);
  const world = new World({ seed: "bench", startMs });
  const at = { host: "redis", port: 6379 } as const;
  const server = new RedisServer(world, { ...at, lua: await LuaEngine.load() });
  let runs = 0;
  for (const { name, startAtMs } of workers) {
    world.process(name).start(async () => {
      const scheduler = await referenceScheduler.open({ process: name, nodes: [at] });
      if (startAtMs === 0) await scheduler.define({ id: "minutely", everyMs });
      await new Promise((resolve) => setTimeout(resolve, startAtMs));
      for (;;) {
        const claim = await scheduler.claim();
        if (claim === null) {
          await new Promise((resolve) => setTimeout(resolve, pollMs));
          continue;
        }
        runs++;
        await scheduler.complete(claim);
      }
    });
  }
  const ms = await timed(() => world.runUntil((startMs + dayMs) * 1000));
  if (world.failures.length > 0)
    throw new Error(`bench/dayOfMinutes: ${JSON.stringify(world.failures)}`);
  return { ms, commands: server.commands, runs, violations: 0 };
}

async function recordedAndJudged(): Promise<Day> {
  const scenario: SchedulerScenario = {
    contract: "scheduler",
    topology: { kind: "standalone" },
    latencyUs: { min: 100, max: 500 },
    workers,
    faultsMs: dayMs,
    quietMs: 0,
    legacy: [],
    steps: [{ atMs: 1000, by: "w1", do: "define", schedule: { id: "minutely", everyMs } }],
    faults: [],
  };
  const begin = performance.now();
  const run = await runScenario({
    subject: referenceScheduler,
    scenario,
    seed: 1,
    journal: "digest",
  });
  return {
    ms: performance.now() - begin,
    commands: run.commands,
    runs: run.history.filter((event) => event.type === "dispatched").length,
    violations: run.verdicts.filter((verdict) => verdict.verdict === "violated").length,
  };
}
