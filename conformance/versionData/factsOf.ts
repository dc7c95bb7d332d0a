/* oxlint-disable typescript/no-unsafe-type-assertion -- the shape of what a server says; a wrong guess shows in the data */
import type { Reply } from "../../sim/redis/reply.ts";
import type { CommandFacts, KeySpec } from "../../sim/redis/commandFacts.ts";
import { plainOf, type Plain } from "./plainOf.ts";

type Fields = { readonly [field: string]: Plain };

/** What COMMAND and COMMAND DOCS say, as the model keeps it: one line per command and subcommand, sorted by name. */
export function factsOf(command: Reply, docs: Fields): CommandFacts[] {
  const facts: CommandFacts[] = [];
  const add = (described: Plain, docsOfIt: Fields): void => {
    const [name, arity, flags, first, last, step, categories, tips, specs, subcommands] =
      described as readonly Plain[];
    const fullName = name as string;
    const doc = docsOfIt[fullName] as Fields;
    facts.push([
      fullName,
      arity as number,
      (flags as readonly string[]).join(" "),
      doc["group"] as string,
      [first as number, last as number, step as number],
      (categories as readonly string[]).join(" "),
      tips as readonly string[],
      (specs as readonly Fields[]).map(keySpecOf),
    ]);
    for (const subcommand of subcommands as readonly Plain[])
      add(subcommand, (doc["subcommands"] ?? {}) as Fields);
  };
  for (const described of plainOf(command) as readonly Plain[]) add(described, docs);
  return facts.sort(([a], [b]) => (a < b ? -1 : 1));
}

function keySpecOf(spec: Fields): KeySpec {
  const notes = spec["notes"];
  const searched = (field: string): Plain => {
    const { type, spec: how } = spec[field] as Fields;
    return type === "unknown" ? null : (how ?? null);
  };
  return {
    ...(typeof notes === "string" ? { notes } : {}),
    flags: (spec["flags"] as readonly string[]).join(" "),
    begin: searched("begin_search") as KeySpec["begin"],
    find: searched("find_keys") as KeySpec["find"],
  };
}
