import { spawn } from "node:child_process";
import { parseOutput, type UpstreamTest } from "./parseOutput.ts";
import type { Suite } from "./prepareSuite.ts";

/** One file of the suite, and all that it said. */
export type UnitRun = {
  readonly unit: string;
  readonly tests: readonly UpstreamTest[];
  readonly output: string;
  readonly seconds: number;
};

export type UnitRequest = {
  readonly unit: string;
  /** Tests that are left out, by their names. */
  readonly skipped: readonly string[];
  /** The first of the ports that the unit may use; each unit that runs at the same time needs its own. */
  readonly basePort: number;
};

/** How long one test may take before the suite gives the unit up; some take a minute where the machine has more to do. */
const secondsMaxPerTest = 400;
/** And the whole unit, whatever the suite thinks of it. */
const secondsMaxPerUnit = 900;
export const portsPerUnit = 400;

/** Runs one unit in a process of its own, because an exception in the suite ends all that runs in the same. */
export async function runUnit(
  { folder, tclsh }: Suite,
  { unit, skipped, basePort }: UnitRequest,
): Promise<UnitRun> {
  const startedMs = performance.now();
  const flags = `--single ${unit} --clients 1 --durable --dont-clean --baseport ${basePort} --portcount ${portsPerUnit} --timeout ${secondsMaxPerTest}`;
  const args = [
    "tests/test_helper.tcl",
    ...flags.split(" "),
    "--tags",
    "-needs:repl -large-memory",
    ...skipped.flatMap((name) => ["--skiptest", name]),
  ];
  // A group of its own: it is ended with the servers that it has started, and nothing else.
  const options = { cwd: folder, detached: true } as const;
  const child = spawn(tclsh, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  const endGroup = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // All of it has ended by itself.
    }
  };
  const alarm = setTimeout(() => {
    output += "\n[TIMEOUT]: the whole unit\n";
    endGroup();
  }, secondsMaxPerUnit * 1000);
  process.once("exit", endGroup);
  await new Promise<void>((resolve) => child.once("exit", () => resolve()).once("error", resolve));
  endGroup();
  clearTimeout(alarm);
  process.removeListener("exit", endGroup);
  const seconds = Math.round((performance.now() - startedMs) / 1000);
  return { unit, tests: parseOutput(output), output, seconds };
}
