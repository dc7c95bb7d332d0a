#!/usr/bin/env node
/**
 * Starts the command line. Plain JavaScript in the dialect of old Nodes, with old names of modules, because its first
 * task is to tell an old Node that it is too old; everything else is behind an import that an old Node never reaches.
 *
 * In a checkout it also compiles what has changed. Comparing the times of some hundred files costs a few milliseconds,
 * and a run of yesterday's code costs an afternoon.
 */
import { spawnSync } from "child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "fs";
import { dirname, join } from "path";
import { fileURLToPath, pathToFileURL } from "url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");
const program = join(dist, "conformance", "cli.js");
const stamp = join(dist, ".built");
const buildInfo = join(dist, ".tsbuildinfo");
const lock = join(dist, ".building");
const builder = join(lock, "pid");

const version = process.versions.node.split(".").map(Number);
if (version[0] < 20 || (version[0] === 20 && version[1] < 19)) {
  end("this is Node " + process.versions.node + "; claimcheck needs Node 20.19 or newer");
}

const sources = ["spec", "sim", "adapters", "reports", "conformance"];
const isCheckout = existsSync(join(root, "tsconfig.json")) && existsSync(join(root, "spec"));
if (isCheckout && isStale()) buildOnce();
if (!existsSync(program)) end(program + " is missing; reinstall claimcheck, or run npm run build");

import(pathToFileURL(program).href).then(
  (cli) => cli.main(process.argv.slice(2)),
  (error) => {
    if (error.code === "ERR_MODULE_NOT_FOUND") {
      end(String(error.message).split("\n")[0] + "; run npm ci");
    }
    process.stderr.write("claimcheck: " + error.stack + "\nThis is a bug in claimcheck.\n");
    process.exit(3); // not 1, which would mean that a rule was violated
  },
);

function isStale() {
  if (!existsSync(program)) return true;
  // Not the time of the compiler's notes: it writes them also when it is only asked for mistakes.
  const built = modified(stamp);
  if (modified(join(root, "tsconfig.json")) > built) return true;
  return sources.some((folder) => newest(join(root, folder)) > built);
}

/** When anything in the folder was changed last. Tests do not count: no command runs them. */
function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) latest = Math.max(latest, newest(path));
    else if (entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts")) {
      latest = Math.max(latest, modified(path));
    }
  }
  return latest;
}

function modified(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 0 : found.mtimeMs;
}

/** Two commands started at once must not read each other's half-written files, so one builds and the others wait. */
function buildOnce() {
  mkdirSync(dist, { recursive: true });
  for (let waitedMs = 0; !lockTaken(); waitedMs += 50) {
    // Nobody builds for a minute: whoever took the lock was killed before it said who it is.
    if (builderIsGone() || waitedMs >= 60_000) rmSync(lock, { recursive: true, force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  try {
    if (isStale()) build();
  } finally {
    unlock();
  }
}

/** Ctrl-C ends a build together with whoever waits for it, and the lock stays. */
function builderIsGone() {
  try {
    process.kill(Number(readFileSync(builder, "utf8")), 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function unlock() {
  rmSync(lock, { recursive: true, force: true });
}

function lockTaken() {
  try {
    mkdirSync(lock);
    writeFileSync(builder, String(process.pid));
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function build() {
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!existsSync(compiler)) {
    unlock();
    end("the sources changed and there is no compiler to build them; run npm ci");
  }
  // The compiler believes its notes: it would not write a file again that somebody deleted.
  if (!existsSync(program)) rmSync(buildInfo, { force: true });

  const startedAt = new Date();
  const result = spawnSync(process.execPath, [compiler, "--project", root], {
    cwd: root,
    encoding: "utf8",
  });
  if (result.status === 0) {
    writeFileSync(stamp, "");
    utimesSync(stamp, startedAt, startedAt); // a file saved while the compiler ran is newer than this
    return;
  }
  unlock();
  process.stderr.write(result.stdout + result.stderr);
  end("the sources do not compile; see the lines above");
}

function end(reason) {
  process.stderr.write("claimcheck: " + reason + "\n");
  process.exit(2);
}
