import type { DocsOfCommand, Documented } from "../../../sim/redis/versions/docsOfCommand.ts";
import { profileOf } from "../../../sim/redis/versions/index.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";

/** One argument as COMMAND DOCS describes it. */
export type Argument = {
  readonly name: string;
  /** "key", "string", "integer", "double", "pattern", "unix-time", "pure-token", "oneof" or "block". */
  readonly type: string;
  readonly token: string | null;
  readonly isOptional: boolean;
  readonly isMultiple: boolean;
  /** The token stands before each of the values, not once before all of them. */
  readonly repeatsToken: boolean;
  /** Of a block, one after the other; of a oneof, the choices. */
  readonly inner: readonly Argument[];
};

/** How a command is written, from what the server itself says in COMMAND DOCS. */
export type CommandGrammar = {
  /** "XGROUP|CREATE", "GET". */
  readonly name: string;
  readonly group: string;
  readonly arguments: readonly Argument[];
};

/** Every command and subcommand of a version, by its name in upper case; in the order of COMMAND DOCS' names. */
export function grammarOf(version: RedisVersion): ReadonlyMap<string, CommandGrammar> {
  const grammar = new Map<string, CommandGrammar>();
  const add = (name: string, docs: DocsOfCommand): void =>
    void grammar.set(name.toUpperCase(), {
      name: name.toUpperCase(),
      group: textOf(docs["group"]),
      arguments: listOf(docs["arguments"]).map((argument) => argumentOf(argument)),
    });
  for (const [name, docs] of profileOf(version).docs()) {
    const subcommands = docs["subcommands"];
    if (!isObject(subcommands)) add(name, docs);
    else
      for (const [subcommand, itsDocs] of Object.entries(subcommands).sort(byName))
        if (isObject(itsDocs)) add(subcommand, itsDocs);
  }
  return grammar;
}

function argumentOf(docs: Documented): Argument {
  if (!isObject(docs))
    throw new TypeError(`grammarOf: ${JSON.stringify(docs)}; an argument's map would be right`);
  const flags = listOf(docs["flags"]);
  const token = docs["token"];
  return {
    name: textOf(docs["name"]),
    type: textOf(docs["type"]),
    token: typeof token === "string" ? token : null,
    isOptional: flags.includes("optional"),
    isMultiple: flags.includes("multiple"),
    repeatsToken: flags.includes("multiple_token"),
    inner: listOf(docs["arguments"]).map((argument) => argumentOf(argument)),
  };
}

const isObject = (docs: Documented | undefined): docs is DocsOfCommand =>
  typeof docs === "object" && !Array.isArray(docs);

const listOf = (docs: Documented | undefined): readonly Documented[] =>
  Array.isArray(docs) ? docs : [];

const textOf = (docs: Documented | undefined): string => (typeof docs === "string" ? docs : "");

const byName = ([a]: [string, Documented], [b]: [string, Documented]): number =>
  a < b ? -1 : a > b ? 1 : 0;
