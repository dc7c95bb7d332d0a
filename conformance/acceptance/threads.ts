import { availableParallelism } from "node:os";
import { Tinypool } from "tinypool";

/** How much is done side by side. */
export const jobs = Math.max(1, Math.min(8, availableParallelism()));

let threads: Tinypool | null = null;

/** Runs what a file of this folder exports by default in one of several threads, which are used again. */
export function inThread<Result>(file: string, task: unknown): Promise<Result> {
  threads ??= new Tinypool({ runtime: "worker_threads", minThreads: jobs, maxThreads: jobs });
  return threads.run(task, { filename: compiled(file) });
}

/** The same for many tasks, in processes that have done nothing before and end with it. */
export async function inFreshProcesses<Result>(
  file: string,
  tasks: readonly unknown[],
): Promise<readonly Result[]> {
  const processes = new Tinypool({
    runtime: "child_process",
    filename: compiled(file),
    minThreads: Math.min(jobs, tasks.length),
    maxThreads: jobs,
  });
  try {
    return await Promise.all(tasks.map((task) => processes.run(task)));
  } finally {
    await processes.destroy();
  }
}

/** Named as it is called after compilation: a thread is started from a file, not from an import. */
const compiled = (file: string): string => new URL(`./${file}.js`, import.meta.url).href;
