import { callOf } from "../../spec/commandLine.ts";
import { readFileSync } from "node:fs";
import { parseArtefact, type Artefact } from "../../spec/artefact.ts";
import { InputError } from "../../spec/inputError.ts";
import { contracts } from "../contracts/index.ts";
import { reasonOf } from "./reasonOf.ts";

const shapes = Object.fromEntries(
  contracts.map(({ name, scenarioShape }) => [name, scenarioShape]),
);

/** Reads an artefact from disk; every way in which that can go wrong is one line. */
export function readArtefact(path: string): Artefact {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (error) {
    throw new InputError(
      "MISSING_ARTEFACT",
      `${path}: cannot read it (${reasonOf(error)}); give a file that "${callOf("sim")}" saved`,
    );
  }
  return parseArtefact(content, path, shapes);
}
