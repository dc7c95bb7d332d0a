import { callOf } from "./commandLine.ts";
import { backendNames, type BackendName } from "./backend.ts";
import { InputError } from "./inputError.ts";
import type { Scenario } from "./scenario.ts";
import {
  checkShape,
  isObject,
  integer,
  listOf,
  nullOr,
  oneOf,
  record,
  text,
  texts,
  type Shape,
} from "./shape.ts";

/**
 * One JSON file that replays a run anywhere. It holds the scenario itself, not the way in which it was drawn, so it
 * still means the same after the generators have changed.
 */
export type Artefact<OwnScenario extends Scenario = Scenario> = {
  readonly format: "claimcheck-artefact";
  readonly version: typeof artefactVersion;
  /** The one of the scenario and of the subject. */
  readonly contract: string;
  /** As it is given to `--subject`. */
  readonly subject: string;
  readonly backend: BackendName;
  readonly seed: number;
  /** The rule that the file was saved for. */
  readonly rule: string;
  readonly scenario: OwnScenario;
  /** Digest of the run when it was saved. */
  readonly digest: string;
  readonly violations: readonly { readonly rule: string; readonly because: string }[];
  /** What the run depended on: claimcheck, redis, ioredis ... */
  readonly versions: Readonly<Record<string, string>>;
  /** Commit of the code under test; null when it was not in a repository. */
  readonly commit: string | null;
};

/** Raised when a file of an older claimcheck would mean something else today. */
const artefactVersion = 1 as const;

/** The shapes of scenarios, by the names of their contracts. */
export type ScenarioShapes = Readonly<Record<string, Shape<Scenario>>>;

const shapeOf = (contracts: readonly string[], scenario: Shape<Scenario>): Shape<Artefact> =>
  record({
    format: oneOf("claimcheck-artefact"),
    version: () => artefactVersion, // checked before the shape, with a message of its own
    contract: oneOf(...contracts),
    subject: text,
    backend: oneOf(...backendNames),
    seed: integer(1, Number.MAX_SAFE_INTEGER),
    rule: text,
    scenario,
    digest: text,
    violations: listOf(record({ rule: text, because: text })),
    versions: texts,
    commit: nullOr(text),
  });

/**
 * Reads an artefact. Anything that is not one is an `InputError` of one line.
 *
 * @param where what to call the file in that line, usually its path
 * @param shapes of the contracts that it may be of
 */
export function parseArtefact(content: string, where: string, shapes: ScenarioShapes): Artefact {
  const data = parseJson(content, where);

  // Format and version come first: there is no point in naming the missing fields of somebody else's file.
  if (field(data, "format") !== "claimcheck-artefact") {
    throw new InputError(
      "FOREIGN_ARTEFACT",
      `${where}: JSON, but not an artefact of claimcheck; give a file that "${callOf("sim")}" saved (its "format" is "claimcheck-artefact")`,
    );
  }
  const version = field(data, "version");
  if (version !== artefactVersion) {
    throw new InputError(
      "INCOMPATIBLE_ARTEFACT",
      `${where}: artefact version ${JSON.stringify(version) ?? "missing"}; this claimcheck reads version ${artefactVersion}, replay it with the version that saved it`,
    );
  }

  const checked = checkShape(
    shapeOf(Object.keys(shapes), scenarioShapeFor(field(data, "contract"), shapes)),
    data,
    "artefact",
  );
  if (!checked.ok) throw new InputError("CORRUPT_ARTEFACT", `${where}: ${checked.message}`);
  return checked.value;
}

/** The contract is checked before the scenario, so that of no contract is never asked. */
const scenarioShapeFor = (contract: unknown, shapes: ScenarioShapes): Shape<Scenario> =>
  (typeof contract === "string" && Object.hasOwn(shapes, contract)
    ? shapes[contract]
    : undefined) ?? oneOfNone;

const oneOfNone: Shape<never> = oneOf();

/** The file's content: indented, so that a person can read and edit it. */
export const formatArtefact = (artefact: Artefact): string =>
  `${JSON.stringify(artefact, null, 2)}\n`;

function parseJson(content: string, where: string): unknown {
  if (content.trim() === "") {
    throw new InputError("CORRUPT_ARTEFACT", `${where}: the file is empty; give an artefact`);
  }
  try {
    return JSON.parse(content);
  } catch (error) {
    // The parser quotes the text around the mistake, which may hold line breaks.
    const reason = (error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ");
    throw new InputError("CORRUPT_ARTEFACT", `${where}: not JSON (${reason}); give an artefact`);
  }
}

const field = (data: unknown, name: string): unknown =>
  isObject(data) && Object.hasOwn(data, name) ? data[name] : undefined;
