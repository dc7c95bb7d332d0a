import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { InputError } from "../../../spec/inputError.ts";
import { makeFolder } from "../../artefacts/makeFolder.ts";
import { clockSource } from "./clockSource.ts";

/**
 * The path of the preloadable clock, compiled with `cc` when it is needed for the first time. The name holds a hash of
 * the source, so a changed source is another file, and of the machine's kind.
 *
 * @throws InputError NO_FROZEN_CLOCK, where there is no `cc` or no Linux.
 */
export function buildClockLibrary(
  folder: string = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "claimcheck"),
): string {
  if (process.platform !== "linux") throw noClock(`this is ${process.platform}; it needs Linux`);
  const hash = createHash("sha256").update(clockSource).update(process.arch).digest("hex");
  const library = join(folder, `clock-${hash.slice(0, 16)}.so`);
  if (existsSync(library)) return library;

  makeFolder(folder);
  const unfinished = `${library}.${process.pid}.tmp`;
  const flags = ["-shared", "-fPIC", "-O2", "-x", "c", "-", "-o", unfinished];
  const compiled = spawnSync("cc", flags, { input: clockSource, encoding: "utf8" });
  if (compiled.status !== 0) {
    rmSync(unfinished, { force: true });
    const why = compiled.error?.message ?? compiled.stderr.split("\n")[0] ?? "";
    throw noClock(
      `cc failed (${why}); install a C compiler (apt-get install gcc libc6-dev), or use --backend live, which needs no clock`,
    );
  }
  renameSync(unfinished, library);
  return library;
}

const noClock = (why: string): InputError =>
  new InputError("NO_FROZEN_CLOCK", `the clock for real servers cannot be built: ${why}`);
