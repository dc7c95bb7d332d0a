import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Subject } from "../../adapters/subject.ts";
import type { Artefact } from "../../spec/artefact.ts";
import { InputError } from "../../spec/inputError.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import { readArtefact } from "../artefacts/readArtefact.ts";
import { reasonOf } from "../artefacts/reasonOf.ts";

export type SavedRegression = { readonly file: string; readonly artefact: Artefact };

export type SavedRegressions = {
  readonly folder: string;
  readonly toReplay: readonly SavedRegression[];
  /** Artefacts that do not concern this gate, and why. */
  readonly skipped: readonly { readonly file: string; readonly why: string }[];
};

/** Where `sim` and the gate save what they find. */
const usualFolder = ".claimcheck";

/**
 * The saved artefacts of a folder (not of those in it). Other JSON than artefacts is passed over; an artefact that
 * cannot be read is an error, because a regression that is silently not looked for may be back.
 *
 * @param folder null for the usual one, which need not exist
 * @throws InputError
 */
export function readRegressions(
  folder: string | null,
  subject: Pick<Subject, "contract" | "name">,
  topologies: ReadonlySet<TopologyKind>,
): SavedRegressions {
  const toReplay: SavedRegression[] = [];
  const skipped: { file: string; why: string }[] = [];
  for (const name of namesIn(folder)) {
    const file = join(folder ?? usualFolder, name);
    const artefact = artefactIn(file);
    if (artefact === null) continue;
    const { kind } = artefact.scenario.topology;
    if (artefact.contract !== subject.contract)
      skipped.push({ file, why: `it is of the contract ${artefact.contract}` });
    else if (artefact.subject !== subject.name)
      skipped.push({ file, why: `it is of ${artefact.subject}` });
    else if (!topologies.has(kind)) skipped.push({ file, why: `${kind} is not judged here` });
    else toReplay.push({ file, artefact });
  }
  return { folder: folder ?? usualFolder, toReplay, skipped };
}

function namesIn(folder: string | null): readonly string[] {
  if (folder === null && !existsSync(usualFolder)) return [];
  try {
    return readdirSync(folder ?? usualFolder)
      .filter((name) => name.endsWith(".json"))
      .sort();
  } catch (error) {
    throw new InputError(
      "MISSING_REGRESSIONS",
      `--regressions: cannot read ${JSON.stringify(folder ?? usualFolder)} (${reasonOf(error)}); give a folder of artefacts`,
    );
  }
}

/** Null when the file is something else than an artefact, such as a report beside it. */
function artefactIn(file: string): Artefact | null {
  try {
    return readArtefact(file);
  } catch (error) {
    if (error instanceof InputError && error.code === "FOREIGN_ARTEFACT") return null;
    throw error;
  }
}
