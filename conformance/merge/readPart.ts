import { readFileSync } from "node:fs";
import { InputError } from "../../spec/inputError.ts";
import { checkShape, isObject } from "../../spec/shape.ts";
import { sweepPartVersion, type SweepPart } from "../../spec/sweepPart.ts";
import { sweepPartShape } from "../../spec/sweepPartShape.ts";
import type { Shard } from "../arguments/parseShard.ts";
import { reasonOf } from "../artefacts/reasonOf.ts";
import { countSeeds } from "../sweep/seedsOf.ts";

/** A part, whose it is, and where it was found. */
export type FoundPart = { readonly path: string; readonly shard: Shard; readonly part: SweepPart };

/**
 * Reads what a machine found out from the result that `sim --shard I/N` printed with `--format json`, or saved with `--report`.
 *
 * @throws InputError of one line, whatever is wrong with the file
 */
export function readPart(path: string): FoundPart {
  const result = objectIn(path);
  if (result["part"] === undefined) throw noPart(path, result);
  const version = isObject(result["part"]) ? result["part"]["version"] : undefined;
  if (version !== sweepPartVersion) {
    throw new InputError(
      "INCOMPATIBLE_RESULT",
      `${path}: a result of version ${JSON.stringify(version)}, and this claimcheck adds up those of version ${sweepPartVersion}; judge its shard again`,
    );
  }
  const checked = checkShape(sweepPartShape, result["part"], "part");
  if (!checked.ok) throw corrupt(path, checked.message);
  const part = checked.value;
  const { shard } = part.plan;
  if (shard === null) throw corrupt(path, "part.plan.shard: got null; it should be an object");
  refuseIncomplete(path, part, shard);
  return { path, shard, part };
}

function objectIn(path: string): Readonly<Record<string, unknown>> {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(
      "MISSING_RESULT",
      `${path}: cannot read it (${reasonOf(error)}); give what "claimcheck sim --shard I/N --format json" printed`,
    );
  }
  let result: unknown;
  try {
    result = JSON.parse(content);
  } catch {
    throw corrupt(path, "not JSON");
  }
  if (isObject(result)) return result;
  throw corrupt(path, "JSON, but not a result");
}

function noPart(path: string, result: Readonly<Record<string, unknown>>): InputError {
  const what =
    "digest" in result && "range" in result
      ? "the result of a whole sweep"
      : "gate" in result || "canary" in result
        ? "the result of a gate, whose shards have a verdict each"
        : "JSON, but not the result of a sweep";
  return new InputError(
    "FOREIGN_RESULT",
    `${path}: ${what}; give what "claimcheck sim --shard I/N --format json" printed`,
  );
}

/** Of a sweep that ended early nobody knows what the whole would have been. */
function refuseIncomplete(
  path: string,
  { asked, tally, interrupted }: SweepPart,
  shard: Shard,
): void {
  const { index, count } = shard;
  if (asked.forMs !== null) {
    throw new InputError(
      "INCOMPLETE_RESULT",
      `${path}: shard ${index}/${count} ended when its time was used, and each machine comes as far as it comes; give --seeds A..B in place of --for`,
    );
  }
  const run = tally.strategies.length;
  const wanted = countSeeds(asked, shard);
  if (interrupted || run < wanted) {
    throw new InputError(
      "INCOMPLETE_RESULT",
      `${path}: shard ${index}/${count} was stopped after ${run} of ${wanted} seeds; judge it again`,
    );
  }
  const digests = tally.digests === "" ? 0 : tally.digests.split(" ").length;
  if (run !== wanted || digests !== wanted)
    throw corrupt(path, `part.tally: ${digests} digests and ${run} strategies of ${wanted} seeds`);
}

const corrupt = (path: string, what: string): InputError =>
  new InputError("CORRUPT_RESULT", `${path}: ${what}; judge its shard again`);
