import { InputError } from "../../spec/inputError.ts";
import type { FoundPart } from "./readPart.ts";

/** Refuses parts that are not all the parts of one sweep, each of them once. @throws InputError of one line */
export function refuseMixture(parts: readonly FoundPart[]): void {
  const [first, ...others] = parts;
  if (first === undefined) return;
  for (const other of others) refuseDifference(first, other);

  const { count } = first.shard;
  const known = new Map<number, string>();
  for (const { path, shard } of parts) {
    const before = known.get(shard.index);
    if (before !== undefined) {
      throw new InputError(
        "REPEATED_SHARD",
        `${before} and ${path} are both shard ${shard.index}/${count}; give one of them`,
      );
    }
    known.set(shard.index, path);
  }
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (index) => !known.has(index),
  );
  if (missing.length === 0) return;
  const shown = missing.slice(0, 8).map((index) => `${index}/${count}`);
  const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : "";
  throw new InputError(
    "MISSING_SHARD",
    `${shown.length === 1 ? "shard" : "shards"} ${shown.join(", ")}${more} ${missing.length === 1 ? "is" : "are"} missing; give the result of each shard of the sweep`,
  );
}

/** All that decides what a seed shows, and what is made of it, by the words in which it was asked. */
function questionOf({ part: { plan, asked }, shard }: FoundPart): ReadonlyMap<string, string> {
  // A seed means the same on every Node; everything else that has a version decides what it means.
  const versions = Object.entries(plan.versions).filter(([name]) => name !== "node");
  return new Map([
    ["the number of shards", String(shard.count)],
    ["the commit", asked.commit ?? "none"],
    ...versions.map(([name, version]) => [`the version of ${name}`, version] as const),
    ["--contract", plan.contract],
    ["--subject", plan.subject],
    ["--module", asked.module ?? "none"],
    ["--seeds", `${asked.from}..${asked.to}`],
    ["--backend", plan.backend],
    ["--topology", plan.topology],
    ["--strategy", plan.strategy],
    ["--base", String(asked.base ?? "none")],
    [
      "--faults",
      `${plan.faults.join(",") || "none"}${asked.faultsNamed.length > 0 ? ", by name" : ""}`,
    ],
    ["--check-determinism", String(asked.checkDeterminism)],
    ["--no-shrink", String(asked.shrinkRunsMax === 0)],
  ]);
}

function refuseDifference(first: FoundPart, other: FoundPart): void {
  const wanted = questionOf(first);
  const given = questionOf(other);
  for (const name of new Set([...wanted.keys(), ...given.keys()])) {
    const [a = "none", b = "none"] = [wanted.get(name), given.get(name)];
    if (a === b) continue;
    throw new InputError(
      "DIFFERENT_SWEEPS",
      `${first.path} and ${other.path} are of different sweeps: ${name} is ${short(a)} and ${short(b)}; give the shards of one`,
    );
  }
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
