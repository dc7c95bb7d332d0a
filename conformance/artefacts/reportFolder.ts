import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../spec/inputError.ts";
import { makeFolder } from "./makeFolder.ts";
import { reasonOf } from "./reasonOf.ts";

/** Makes sure, before anything runs for an hour, that its reports can be written there. */
export function reportFolder(path: string): string {
  // Only writing tells: permissions say yes to root, and on a read-only disk.
  const probe = join(path, `.claimcheck-${process.pid}.tmp`);
  try {
    makeFolder(path);
    writeFileSync(probe, "");
    rmSync(probe);
    return path;
  } catch (error) {
    throw new InputError(
      "UNWRITABLE_REPORT",
      `--report: cannot write to ${JSON.stringify(path)} (${reasonOf(error)}); give a folder that can be written`,
    );
  }
}
