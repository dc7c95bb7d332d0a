import type { Command } from "commander";
import { sweepFormats, type SweepFormat } from "../arguments/sweepFormats.ts";
import type { MergeOptions } from "../commands/merge.ts";
import { command, exitCodes, once, toFormat } from "./flag.ts";

/** `merge`. @param found told what it was asked */
export function mergeCommand(found: (options: MergeOptions) => void): Command {
  return command(
    "merge",
    "Make one result of those of the shards of a sweep, as if one machine had judged all seeds.",
  )
    .argument(
      "<FILE...>",
      'what "sim --shard I/N" printed with --format json, or saved as result.json with --report; each shard once',
    )
    .option("--report <DIR>", "save reports there", once("--report", String))
    .option(
      "--format <NAME>",
      `${sweepFormats.join(", ")} (default: text)`,
      once("--format", toFormat(sweepFormats)),
    )
    .addHelpText("after", exitCodes)
    .action(
      (
        files: readonly string[],
        flags: { readonly report?: string; readonly format?: SweepFormat },
      ) => found({ files, format: flags.format ?? "text", reportFolder: flags.report ?? null }),
    );
}
