import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { saidBy, type Said } from "./saidBy.ts";

/** A project of somebody else's that has the package, and a shell in it. */
export type Project = {
  readonly folder: string;
  /** Runs a line in a shell. @param node the folder of the Node that is first on the PATH; the own one unless it is said */
  readonly run: (line: string, node?: string) => Promise<Said>;
};

const secondsMax = 300;

/** An empty project, with the tarball as its only dependency. @throws Error when it cannot be installed */
export async function emptyProject(folder: string, tarball: string): Promise<Project> {
  mkdirSync(folder);
  const manifest = { name: "somebody", version: "1.0.0", private: true, type: "module" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const project = { folder, run: (line: string, node?: string) => inShell(line, folder, node) };
  const installed = await project.run(`npm install --no-audit --no-fund ${tarball}`);
  if (installed.code !== 0) throw new Error(`npm install: ${installed.err}${installed.out}`);
  return project;
}

function inShell(line: string, cwd: string, node = dirname(process.execPath)): Promise<Said> {
  const { PATH = "", ...others } = process.env;
  // As on somebody's machine: what npm tells its scripts is not told to theirs.
  const env = Object.fromEntries(Object.entries(others).filter(([name]) => !/^npm_/i.test(name)));
  const child = spawn("bash", ["-c", line], {
    cwd,
    env: { ...env, PATH: `${node}${delimiter}${PATH}` },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: secondsMax * 1_000,
  });
  return saidBy(child);
}
