import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { signalGroup } from "./processRoom.ts";
import { serversIn } from "./serversIn.ts";
import { until } from "./until.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const kit = "conformance/cluster/openAndEnd.testkit";

/** Runs of `openAndEnd.testkit.ts`: whether a process takes its servers with it only another process can show. */
export type RunsThatEnd = {
  /** Starts a run, and resolves when it says that it has come so far. */
  readonly start: (
    servers: "processes" | "containers",
    what: string,
    ending: "exit" | "throw" | "wait" | "close" | "thread",
    point: "opening" | "open" | "closing",
  ) => Promise<ChildProcess>;
  /** What they have left, as soon as that is `wanted`, or after ten seconds: what was killed needs a moment to be gone. */
  readonly left: (wanted: Left) => Promise<Left>;
  /** The processes of their servers. */
  readonly servers: () => readonly number[];
  /** Kills what a failed test has left running, and removes what is left of it. */
  readonly endAll: () => Promise<void>;
  readonly remove: () => void;
};

/** What of all runs is on this machine. */
type Left = { readonly folders: number; readonly servers: number };

/** Compiles what the runs need, because Node 20 reads no TypeScript; it takes a second or two. */
export function buildRunsThatEnd(): RunsThatEnd {
  const built = join(root, ".claimcheck", `runsThatEnd-${process.pid}`);
  mkdirSync(built, { recursive: true });
  const compilerOptions = {
    rootDir: root,
    outDir: built,
    noCheck: true,
    incremental: false,
    declaration: false,
  };
  const extended = join(root, "tsconfig.json");
  const config = {
    extends: extended,
    compilerOptions,
    files: [join(root, `${kit}.ts`)],
    include: [],
  };
  writeFileSync(join(built, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/.bin/tsc");
  const { status, stdout } = spawnSync(tsc, ["-p", built], { encoding: "utf8" });
  if (status !== 0) throw new Error(`tsc cannot compile ${kit}.ts: ${stdout}`);

  // A temporary directory of their own tells what is theirs, even a server whose folder was removed.
  const temporary = join(built, "temporary");
  mkdirSync(temporary);
  const look = (): Left => ({
    folders: readdirSync(temporary).length,
    servers: serversIn(temporary).length,
  });
  const runs = new Set<ChildProcess>();
  return {
    async start(servers, what, ending, point) {
      const run = spawn(process.execPath, [join(built, `${kit}.js`), servers, what, ending], {
        cwd: built,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, TMPDIR: temporary },
      });
      runs.add(run);
      await says(run, point);
      return run;
    },
    async left(wanted) {
      const isWanted = ({ folders, servers }: Left): boolean =>
        folders === wanted.folders && servers === wanted.servers;
      await until(() => (isWanted(look()) ? null : "not yet"), 10_000);
      return look();
    },
    servers: () => serversIn(temporary),
    async endAll() {
      for (const run of runs) run.kill("SIGKILL");
      await Promise.all([...runs].map(ended));
      runs.clear();
      for (const pid of serversIn(temporary)) signalGroup(pid, "SIGKILL");
      rmSync(temporary, { recursive: true, maxRetries: 5 });
      mkdirSync(temporary);
    },
    remove: () => rmSync(built, { recursive: true }),
  };
}

/** Ends a run and the shell that would remove what it leaves, as when the power goes. */
export async function powerGoes(run: ChildProcess): Promise<void> {
  const wardens = readdirSync("/proc").filter((pid) => isWardenOf(pid, run.pid));
  for (const pid of wardens) signalGroup(Number(pid), "SIGKILL");
  run.kill("SIGKILL");
  await ended(run);
}

function isWardenOf(pid: string, owner: number | undefined): boolean {
  try {
    const [, parent] = /^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    const isWarden = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("claimcheck-warden");
    return isWarden && Number(parent) === owner;
  } catch {
    return false;
  }
}

function says(run: ChildProcess, line: string): Promise<void> {
  let said = "";
  return new Promise((resolve, reject) => {
    run.once("exit", () => reject(new Error(`the run ended before it said ${line}: ${said}`)));
    for (const output of [run.stdout, run.stderr])
      output?.on("data", (chunk: Buffer) => {
        said += String(chunk);
        if (said.split("\n").includes(line)) resolve();
      });
  });
}

/** @returns the signal that ended it, or its exit code. */
export async function ended(run: ChildProcess): Promise<string | number | null> {
  if (run.exitCode === null && run.signalCode === null) await once(run, "exit");
  return run.signalCode ?? run.exitCode;
}
