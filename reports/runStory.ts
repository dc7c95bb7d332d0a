import type { Level } from "../spec/rule.ts";
import type { TimelineEntry, TimelineSpan } from "./timeline.ts";

/** One run in which a rule was violated, with all that a report of it may show. */
export type RunStory = {
  readonly contract: string;
  readonly subject: string;
  readonly rule: string;
  readonly level: Level;
  readonly statement: string;
  readonly because: string;
  readonly hint: string;
  /** Where it comes from, e.g. "seed 17, shrunk from 41 to 4 steps". */
  readonly found: string;
  /** As it is run, e.g. "cluster on the model (redis 7.0.15)". */
  readonly setting: string;
  readonly digest: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly commit: string | null;
  /** The command that shows it again; null when no artefact was saved. */
  readonly replay: string | null;
  /** All that happened, in order. */
  readonly entries: readonly TimelineEntry[];
  readonly spans: readonly TimelineSpan[];
  /** Why things happened in it that a user would wonder at, a sentence each. */
  readonly explanations: readonly string[];
  /** A script that shows it without the simulation, or why there is none. */
  readonly reproduction: { readonly script: string } | { readonly why: string };
};
