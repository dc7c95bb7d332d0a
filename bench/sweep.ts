import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { referenceMemory } from "../adapters/eventStreamer/memory/memorySubject.ts";
import { runScenario } from "../conformance/eventStreamer/runScenario.ts";
import { createTally } from "../conformance/sweep/createTally.ts";
import { runSweep } from "../conformance/sweep/runSweep.ts";
import { seedsOf } from "../conformance/sweep/seedsOf.ts";
import type { EventStreamerScenario } from "../spec/eventStreamer/scenario.ts";
import type { SeedResult } from "../spec/result.ts";
import type { BenchResult } from "./result.ts";

/** As many as fit into half a minute; `SWEEP_SEEDS=100000 npm run bench -- sweep` takes some more. */
const seeds = Number(process.env["SWEEP_SEEDS"] ?? 12_000);
/** What a compiler learns of hot code is more than that; what is kept of each seed is more still. */
const bytesPerSeedMax = 64;

/** A whole world, and nothing in it but one process and a minute of time: seeds as cheap as they can be. */
const scenario: EventStreamerScenario = {
  contract: "event-streamer",
  topology: { kind: "standalone" },
  latencyUs: { min: 1_000, max: 40_000 },
  workers: [{ name: "p1", startAtMs: 0, receivers: [] }],
  faultsMs: 30_000,
  quietMs: 30_000,
  steps: [],
  faults: [],
};

/**
 * The heap of a sweep once its garbage is collected, after a third of its seeds and after all of them: neither the worlds that
 * were run nor what is added up may keep anything of a seed.
 */
export async function sweep(): Promise<BenchResult> {
  const tally = createTally([]);
  const marks: (readonly [seeds: number, bytes: number])[] = [];
  const every = Math.max(1, Math.floor(seeds / 6));
  await runSweep(
    {
      seeds: seedsOf({ from: 1, to: seeds }, null),
      judge: judgeCheaply,
      inFlightMax: 1,
      stopped: () => false,
      onSeed() {
        if (tally.seeds() % every === 0) marks.push([tally.seeds(), heapInUse()]);
      },
    },
    tally,
  );
  const [warmSeeds, warmBytes] = marks[1] ?? [0, 0];
  const [lastSeeds, lastBytes] = marks.at(-1) ?? [0, 0];
  const perSeed = (lastBytes - warmBytes) / (lastSeeds - warmSeeds);
  return {
    verdict: perSeed <= bytesPerSeedMax ? "reached" : "missed",
    summary: `the heap grows by ${Math.round(perSeed)} bytes a seed (asked: at most ${bytesPerSeedMax})`,
    lines: marks.map(([count, bytes]) => `${count} seeds: ${(bytes / 2 ** 20).toFixed(2)} MB`),
  };
}

async function judgeCheaply(seed: number): Promise<SeedResult> {
  const run = await runScenario({ subject: referenceMemory, scenario, seed, journal: "digest" });
  return {
    seed,
    search: { strategy: "random", base: null },
    strategy: "random",
    digest: run.digest,
    rules: run.verdicts.map(({ rule, verdict }) => ({
      rule: rule.id,
      level: rule.level,
      statement: rule.statement,
      verdict,
      reason: verdict === "untested" ? `seed ${seed} has nothing that it needs` : "",
    })),
    // As many reasons as seeds: a sweep tells the first ones apart and counts the others.
    undecided: [`seed ${seed} says why`],
    faults: [...run.faults],
    notStruck: run.notStruck,
    ledger: null,
    commands: run.commands,
    simulatedMs: run.simulatedMs,
    divergence: null,
  };
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapInUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
