import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LedgerFigures } from "../../spec/durability.ts";
import { saidBy, type Said } from "./saidBy.ts";
import { inThread } from "./threads.ts";

const launcher = fileURLToPath(new URL("../../../conformance/start.mjs", import.meta.url));
const simsInProcess = fileURLToPath(new URL("./simsInProcess.js", import.meta.url));

/** Runs a program in a fresh process. @param node another version's binary. */
const runProcess = (args: readonly string[], node = process.execPath): Promise<Said> =>
  saidBy(spawn(node, args, { stdio: ["ignore", "pipe", "pipe"] }));

/** What `sim --format json` prints, as far as acceptance looks at it. */
type SimReport = {
  readonly verdict: string;
  readonly seeds: number;
  readonly digest: string;
  readonly rules: readonly {
    readonly rule: string;
    readonly verdict: "held" | "violated" | "untested";
    readonly held: number;
    readonly violated: number;
  }[];
  readonly violations: readonly {
    readonly rule: string;
    readonly seed: number;
    readonly because: string;
    readonly steps: number;
    readonly artefact: string | null;
  }[];
  readonly undecided: readonly { readonly reason: string; readonly runs: number }[];
  readonly faults: Readonly<Record<string, number>>;
  readonly commands: number;
  readonly ledger: LedgerFigures;
};

/** How a sweep ended. */
export type SimRun = { readonly code: number | null; readonly report: SimReport };

/** Runs a sweep by the command line, in a process of its own, and reads its report. */
export async function runSim(args: readonly string[]): Promise<SimRun> {
  const run = await runProcess([launcher, "sim", ...args, "--format", "json"]);
  try {
    const report: SimReport = JSON.parse(run.out);
    return { code: run.code, report };
  } catch {
    throw new Error(
      `acceptance: sim ${args.join(" ")} ended with ${run.code} and no report: ${run.err}${run.out}`,
    );
  }
}

/**
 * The same command in a thread that runs others after it: a process of its own takes four seconds of a core to start and to
 * compile what it runs, which is as much as forty seeds take.
 */
export const runSimInThread = (args: readonly string[]): Promise<SimRun> =>
  inThread("simHere", args);

/** The same for several sweeps, one after the other, in one process of another Node. */
export async function runSimsOn(
  node: string,
  sims: readonly (readonly string[])[],
): Promise<readonly SimRun[]> {
  const run = await runProcess([simsInProcess, JSON.stringify(sims)], node);
  if (run.code !== 0) throw new Error(`acceptance: ${node} ended with ${run.code}: ${run.err}`);
  const runs: readonly SimRun[] = JSON.parse(run.out);
  return runs;
}
