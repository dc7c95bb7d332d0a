import { backendNames, type BackendName } from "./backend.ts";
import { InputError } from "./inputError.ts";
import { unknownNodeIn } from "./nodeFault.ts";
import type { ScenarioSchedule, SchedulerScenario } from "./scheduler/scenario.ts";
import { schedulerScenarioShape } from "./scheduler/scenarioShape.ts";
import { firstOccurrence } from "./scheduler/timetable.ts";
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
import { countNodes } from "./topology.ts";

/**
 * One JSON file that replays a run anywhere. It holds the scenario itself, not the way in which it was drawn, so it
 * still means the same after the generators have changed.
 */
export type Artefact = {
  readonly format: "claimcheck-artefact";
  readonly version: typeof artefactVersion;
  readonly contract: "scheduler";
  /** As it is given to `--subject`. */
  readonly subject: string;
  readonly backend: BackendName;
  readonly seed: number;
  /** The rule that the file was saved for. */
  readonly rule: string;
  readonly scenario: SchedulerScenario;
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

const shape: Shape<Artefact> = record({
  format: oneOf("claimcheck-artefact"),
  version: () => artefactVersion, // checked before the shape, with a message of its own
  contract: oneOf("scheduler"),
  subject: text,
  backend: oneOf(...backendNames),
  seed: integer(1, Number.MAX_SAFE_INTEGER),
  rule: text,
  scenario: schedulerScenarioShape,
  digest: text,
  violations: listOf(record({ rule: text, because: text })),
  versions: texts,
  commit: nullOr(text),
});

/**
 * Reads an artefact. Anything that is not one is an `InputError` of one line.
 *
 * @param where what to call the file in that line, usually its path
 */
export function parseArtefact(content: string, where: string): Artefact {
  const data = parseJson(content, where);

  // Format and version come first: there is no point in naming the missing fields of somebody else's file.
  if (field(data, "format") !== "claimcheck-artefact") {
    throw new InputError(
      "FOREIGN_ARTEFACT",
      `${where}: JSON, but not an artefact of claimcheck; give a file that "npm run sim" saved (its "format" is "claimcheck-artefact")`,
    );
  }
  const version = field(data, "version");
  if (version !== artefactVersion) {
    throw new InputError(
      "INCOMPATIBLE_ARTEFACT",
      `${where}: artefact version ${JSON.stringify(version) ?? "missing"}; this claimcheck reads version ${artefactVersion}, replay it with the version that saved it`,
    );
  }

  const checked = checkShape(shape, data, "artefact");
  if (!checked.ok) throw new InputError("CORRUPT_ARTEFACT", `${where}: ${checked.message}`);
  const contradiction = contradictionIn(checked.value.scenario);
  if (contradiction !== null) {
    throw new InputError("CORRUPT_ARTEFACT", `${where}: artefact.scenario${contradiction}`);
  }
  return checked.value;
}

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

/** What the shape alone cannot see. Null when the scenario makes sense. */
function contradictionIn(scenario: SchedulerScenario): string | null {
  if (scenario.latencyUs.min > scenario.latencyUs.max) {
    return `.latencyUs: min ${scenario.latencyUs.min} is more than max ${scenario.latencyUs.max}; swap them`;
  }

  const workers = new Set(scenario.workers.map((worker) => worker.name));
  if (workers.size < scenario.workers.length) {
    return ".workers: two workers have the same name; give each its own";
  }
  if (workers.size === 0) return ".workers: there is none; give at least one";

  const hit = scenario.faults.map((fault, index) => ({
    path: `.faults[${index}].process`,
    name: "process" in fault ? fault.process : null,
  }));
  const asked = scenario.steps.map(({ by }, index) => ({ path: `.steps[${index}].by`, name: by }));
  for (const { path, name } of [...hit, ...asked]) {
    if (name === null || workers.has(name)) continue;
    return `${path}: got ${JSON.stringify(name)}, which is no worker; it should be one of ${[...workers].join(", ")}`;
  }

  for (const [index, fault] of scenario.faults.entries()) {
    const name = unknownNodeIn(fault, scenario.topology);
    if (name === null) continue;
    const nodes = countNodes(scenario.topology);
    return `.faults[${index}]: got ${JSON.stringify(name)}; the last of the nodes is redis-${nodes}`;
  }

  const defined = scenario.steps.map((step, index) =>
    step.do === "define" ? { path: `.steps[${index}].schedule`, schedule: step.schedule } : null,
  );
  const legacy = scenario.legacy.map((schedule, index) => ({
    path: `.legacy[${index}]`,
    schedule,
  }));
  for (const entry of [...defined, ...legacy]) {
    if (entry === null) continue;
    const { everyMs, cron } = entry.schedule;
    if (everyMs === undefined && cron === undefined) {
      return `${entry.path}: has neither everyMs nor cron; give one of them`;
    }
    if (everyMs !== undefined && cron !== undefined) {
      return `${entry.path}: has both everyMs and cron; give one of them`;
    }
    const unreadable = whyUnreadable(entry.schedule);
    if (unreadable !== null) return `${entry.path}: ${unreadable}`;
  }
  return null;
}

/** Why a timetable cannot be read: its cron expression or its time zone. Null when it can. */
function whyUnreadable(schedule: ScenarioSchedule): string | null {
  try {
    firstOccurrence(schedule, 0);
    return null;
  } catch (error) {
    // The first sentence says what is wrong; croner goes on with what may have been meant.
    const [reason] = (error instanceof Error ? error.message : String(error)).split(/\.\s|\n/);
    return `cannot read the timetable (${reason}); give five cron fields and an IANA time zone`;
  }
}
