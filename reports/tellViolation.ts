import { callOf } from "../spec/commandLine.ts";
import { printable } from "./printable.ts";

/** A violation and what is needed to tell it. The timeline comes from the contract's own reports. */
export type Telling = {
  readonly rule: string;
  readonly level: "must" | "should";
  readonly statement: string;
  readonly because: string;
  readonly hint: string;
  readonly timeline: readonly string[];
  /** Where it comes from, e.g. "seed 17, shrunk from 41 to 4 steps". */
  readonly found: string;
  /** Path of the artefact; null when there is none. */
  readonly artefact: string | null;
  /** Path of the page that shows the run; null or absent when there is none. */
  readonly page?: string | null;
  /** Path of the module that the subject comes from; a replay needs it. Null or absent when it is built in. */
  readonly module?: string | null;
  readonly commit: string | null;
};

/** A violation as a story: the rule, what happened, the events that prove it, and how to see it again. */
export function tellViolation(telling: Telling): string {
  const verb = telling.level === "must" ? "violated" : "violated (SHOULD, not fatal)";
  return [
    `${telling.rule} ${verb}: ${telling.statement}`,
    `  ${telling.because}`,
    "",
    ...telling.timeline,
    ...(telling.timeline.length === 0 ? [] : [""]),
    `  if this fails, look at: ${telling.hint}`,
    `  found by: ${telling.found}`,
    ...(telling.artefact === null
      ? []
      : [`  replay: ${replayCommand(telling.artefact, telling.module ?? null)}`]),
    ...(telling.page ? [`  see it: ${quoted(telling.page)}`] : []),
    ...(telling.commit === null ? [] : [`  commit: ${telling.commit.slice(0, 12)}`]),
  ]
    .map(printable)
    .join("\n");
}

/** The command that runs an artefact again. */
export const replayCommand = (artefact: string, module: string | null): string =>
  callOf("replay", `${quoted(artefact)}${module === null ? "" : ` --module ${quoted(module)}`}`);

/** A path as a shell takes it. */
const quoted = (path: string): string =>
  /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
