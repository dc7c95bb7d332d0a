import { spawnSync } from "node:child_process";
import { median, type BenchResult } from "./result.ts";

const rounds = 7;

/** `npm run sim -- --seed 1`, npm's own start included, against the import of ioredis alone. */
export async function startUp(): Promise<BenchResult> {
  const ours: number[] = [];
  const bare: number[] = [];
  // The first of each warms the disk.
  for (let round = 0; round <= rounds; round++) {
    const mine = run("npm", ["run", "-s", "sim", "--", "--seed", "1"]);
    const other = run(process.execPath, ["--input-type=module", "-e", "await import('ioredis')"]);
    if (round === 0) continue;
    ours.push(mine);
    bare.push(other);
  }
  const boundMs = 2 * median(bare) + 1000;
  return {
    verdict: median(ours) <= boundMs ? "reached" : "missed",
    summary: `${Math.round(median(ours))} ms of at most ${Math.round(boundMs)} ms (twice import('ioredis') and a second)`,
    lines: [`import('ioredis'): ${Math.round(median(bare))} ms, median of ${rounds}`],
  };
}

function run(command: string, args: readonly string[]): number {
  const begin = performance.now();
  const { status, stderr } = spawnSync(command, args, {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (status !== 0)
    throw new Error(`bench/startUp: ${command} ${args.join(" ")} ended with ${status}: ${stderr}`);
  return performance.now() - begin;
}
