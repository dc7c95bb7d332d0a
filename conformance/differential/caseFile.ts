import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import type { Heard } from "./modelAlone.ts";
import type { Step } from "./step.ts";

/** A difference that there once was: what was done, and what the real server said to it. */
export type Case = {
  /** What was wrong, as a sentence about what is right. */
  readonly title: string;
  /** Whose answers these are. */
  readonly version: RedisVersion;
  /** The id of the first client there. */
  readonly firstClientId: number;
  readonly steps: readonly CaseStep[];
};

/** A step, and what the real server said during it. */
export type CaseStep = Step & { readonly heard: readonly Heard[] };

const ownCases = "conformance/differential/cases";

/** Where new cases go: to the others in a checkout of claimcheck, elsewhere beside what else was found. */
export const casesFolder = (): string => (existsSync(ownCases) ? ownCases : ".claimcheck/cases");

/** All cases of a folder, sorted by their files' names. */
export function readCases(folder: string): readonly (Case & { readonly file: string })[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => ({
    file,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- we wrote it; what is wrong in it fails its test
    ...(JSON.parse(readFileSync(join(folder, file), "utf8")) as Case),
  }));
}

/** Saves a case under a name made of its title. A line per step, so that a reader sees a conversation. */
export function writeCase(folder: string, { title, version, firstClientId, steps }: Case): string {
  const file = join(folder, `${slugOf(`${version} ${title}`)}.json`);
  const lines = steps.map((step) => `    ${JSON.stringify(step)}`);
  const head = { title, version, firstClientId };
  const fields = Object.entries(head).map(([key, value]) => `  "${key}": ${JSON.stringify(value)}`);
  writeWhole(file, `{\n${fields.join(",\n")},\n  "steps": [\n${lines.join(",\n")}\n  ]\n}\n`);
  return file;
}

const slugOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .slice(0, 80)
    .replace(/-[^-]*$/, "");
