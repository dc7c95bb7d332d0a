import { setImmediate } from "node:timers/promises";
import { InputError } from "../../spec/inputError.ts";
import type { SweepFormat } from "../arguments/sweepFormats.ts";
import { reportFolder } from "../artefacts/reportFolder.ts";
import { writeReports } from "../artefacts/writeReports.ts";
import { exitCode, exitCodeOf } from "../exitCode.ts";
import { mergeParts } from "../merge/mergeParts.ts";
import { readPart, type FoundPart } from "../merge/readPart.ts";
import { refuseMixture } from "../merge/refuseMixture.ts";
import type { Terminal } from "../terminal.ts";
import { sweepReports } from "./sweepReports.ts";

/** What `npm run merge` was asked. */
export type MergeOptions = {
  /** Results of the shards of one sweep, in any order. */
  readonly files: readonly string[];
  readonly format: SweepFormat;
  readonly reportFolder: string | null;
};

/**
 * Makes one result of those of several machines, and ends as the whole sweep would have ended. Interrupted before it has all
 * of them, it says and writes nothing.
 */
export async function merge(
  { files, format, reportFolder: folder }: MergeOptions,
  terminal: Terminal,
): Promise<number> {
  const parts: FoundPart[] = [];
  for (const [index, file] of files.entries()) {
    terminal.progress(`merge: ${file}, ${files.length - index - 1} more to read`);
    parts.push(readPart(file));
    await setImmediate(); // a file may be large, and Ctrl-C must be heard between two
    if (terminal.stopped()) break;
  }
  terminal.progress(null);
  if (terminal.stopped()) return exitCode.interrupted;
  const [first, ...others] = parts;
  if (first === undefined) {
    throw new InputError("MISSING_ARGUMENT", "merge: no file; give the result of each shard");
  }
  refuseMixture([first, ...others]);
  const into = folder === null ? null : reportFolder(folder);
  const result = mergeParts([first, ...others]);
  terminal.out(sweepReports[format](result));
  if (into !== null) writeReports(into, result, sweepReports);
  return exitCodeOf(result);
}
