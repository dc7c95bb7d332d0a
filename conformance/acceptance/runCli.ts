import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { LedgerFigures } from "../../spec/durability.ts";

type CliRun = { readonly code: number | null; readonly out: string; readonly err: string };

const launcher = fileURLToPath(new URL("../../../conformance/start.mjs", import.meta.url));

/** Runs the command line in a fresh process; `node` is another version's binary with its arguments, if given. */
function runCli(
  args: readonly string[],
  node: readonly string[] = [process.execPath],
): Promise<CliRun> {
  const [command = process.execPath, ...before] = node;
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...before, launcher, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, out, err }));
  });
}

/** What `sim --format json` prints, as far as acceptance looks at it. */
export type SimReport = {
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

/** Runs a sweep and reads its report. */
export async function runSim(
  args: readonly string[],
  node?: readonly string[],
): Promise<{ readonly code: number | null; readonly report: SimReport }> {
  const run = await runCli(["sim", ...args, "--format", "json"], node);
  try {
    const report: SimReport = JSON.parse(run.out);
    return { code: run.code, report };
  } catch {
    throw new Error(
      `acceptance: sim ${args.join(" ")} ended with ${run.code} and no report: ${run.err}${run.out}`,
    );
  }
}
