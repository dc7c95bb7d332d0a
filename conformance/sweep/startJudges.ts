import { setImmediate } from "node:timers/promises";
import type { SeedResult } from "../../spec/result.ts";
import { judgeSeed, type SeedOptions } from "./judgeSeed.ts";
import type { SweepTask } from "./sweepWorker.ts";

/** Whoever judges seeds: this thread, or several others. */
export type Judges = {
  readonly judge: (seed: number) => Promise<SeedResult>;
  readonly inFlightMax: number;
  readonly close: () => Promise<void>;
};

/** One job runs here, where a debugger sees it; several run in threads. The results are the same. */
export async function startJudges(jobs: number, options: SeedOptions): Promise<Judges> {
  if (jobs > 1) return startThreads(jobs, options);
  await options.subject.load?.();
  return {
    async judge(seed) {
      await setImmediate(); // a run may never wait for anything real, and Ctrl-C must be heard between two
      return judgeSeed(seed, options);
    },
    inFlightMax: 1,
    close: async () => {},
  };
}

async function startThreads(jobs: number, options: SeedOptions): Promise<Judges> {
  const { Tinypool } = await import("tinypool");
  const pool = new Tinypool({
    // Named as it is called after compilation: a thread is started from a file, not from an import.
    filename: new URL("./sweepWorker.js", import.meta.url).href,
    runtime: "worker_threads",
    minThreads: jobs,
    maxThreads: jobs,
  });
  return {
    judge: (seed): Promise<SeedResult> =>
      pool.run({
        contract: options.subject.contract,
        subject: options.subject.name,
        module: options.module,
        backend: options.backend,
        seed,
        faults: options.faults,
        topology: options.topology,
        redisVersion: options.redisVersion,
        realServers: options.realServers,
        search: options.search,
        checkDeterminism: options.checkDeterminism,
        profile: options.profile,
      } satisfies SweepTask),
    inFlightMax: jobs * 2, // one under way and one waiting for each, so that no thread idles while results are merged
    close: () => pool.destroy(),
  };
}
