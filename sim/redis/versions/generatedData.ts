import type { CommandFacts } from "../commandFacts.ts";
import type { DocsOfCommand } from "./docsOfCommand.ts";
import type { VersionProfile } from "./versionProfile.ts";

/** The generated part of a profile, from its JSON texts. Each is parsed when it is first needed, and never again. */
export function generatedData(texts: {
  readonly facts: string;
  readonly docs: string;
  readonly help: string;
}): Pick<VersionProfile, "facts" | "docs" | "help"> {
  let facts: readonly CommandFacts[] | undefined;
  let docs: ReadonlyMap<string, DocsOfCommand> | undefined;
  let help: ReadonlyMap<string, readonly string[]> | undefined;
  /* oxlint-disable typescript/no-unsafe-type-assertion -- generated together with the types */
  return {
    facts: () => (facts ??= JSON.parse(texts.facts) as readonly CommandFacts[]),
    docs: () => (docs ??= new Map(JSON.parse(texts.docs) as [string, DocsOfCommand][])),
    help: () => (help ??= new Map(JSON.parse(texts.help) as [string, readonly string[]][])),
  };
  /* oxlint-enable typescript/no-unsafe-type-assertion */
}
