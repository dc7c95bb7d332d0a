import type { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { writeCase } from "../caseFile.ts";
import { generateSteps } from "../generate/index.ts";
import { recordCase } from "../recordCase.ts";
import type { Difference } from "../runSteps.ts";
import { scriptOf } from "../scriptOf.ts";
import { shrinkSteps } from "../shrinkSteps.ts";
import type { ToldDifference } from "./fidelityResult.ts";
import type { FoundDifference, Measured } from "./measureServer.ts";

export type TellOptions = {
  readonly lua: LuaEngine;
  readonly families: readonly string[] | null;
  /** Where cases are saved. */
  readonly casesFolder: string;
  /** How many differences are shrunk; of one kind only the first is. */
  readonly shrunkMax: number;
  readonly onProgress: (what: string) => void;
};

const runsMax = 250;

/** Makes differences small, one of each kind, and saves them as cases. */
export async function tellDifferences(
  { server, differences }: Measured,
  { lua, families, casesFolder, shrunkMax, onProgress }: TellOptions,
): Promise<readonly ToldDifference[]> {
  const told: ToldDifference[] = [];
  for (const { seed, commands, difference } of firstOfEachKind(differences).slice(0, shrunkMax)) {
    onProgress(`shrinking seed ${seed}`);
    const steps = generateSteps({
      seed,
      commands,
      version: server.version,
      ...(families === null ? {} : { families }),
    });
    const twins = { ...server, lua };
    const shrunk = await shrinkSteps(steps, difference, twins, runsMax);
    if (shrunk === null) {
      const script = scriptOf([], difference);
      told.push({ seed, commands, script: `not seen again:\n${script}`, file: null });
      continue;
    }
    const name = difference.argv[0]?.toUpperCase() ?? "a message";
    const title = `${name} as ${server.name} answers it in seed ${seed}`;
    const found = await recordCase(title, shrunk.steps, shrunk.difference, twins);
    const file = writeCase(casesFolder, found);
    told.push({ seed, commands, script: scriptOf(shrunk.steps, shrunk.difference), file });
  }
  return told;
}

function firstOfEachKind(differences: readonly FoundDifference[]): readonly FoundDifference[] {
  const kinds = new Map<string, FoundDifference>();
  for (const found of differences) {
    const kind = kindOf(found.difference);
    if (!kinds.has(kind)) kinds.set(kind, found);
  }
  return [...kinds.values()];
}

const kindOf = ({ step, argv, model, real }: Difference): string =>
  [step === null, argv[0]?.toUpperCase(), model?.[0], real?.[0]].join(" ");
