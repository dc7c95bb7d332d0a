import simHere from "./simHere.ts";
import type { SimRun } from "./runSim.ts";

/** Runs the sweeps that the only argument lists as JSON, and prints how they ended. */
const sims: readonly (readonly string[])[] = JSON.parse(process.argv[2] ?? "[]");
const runs: SimRun[] = [];
for (const args of sims) runs.push(await simHere(args));
process.stdout.write(JSON.stringify(runs));
