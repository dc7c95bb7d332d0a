import { family, words } from "../command.ts";
import type { Command } from "../command.ts";
import type { KeySpec } from "../commandFacts.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../errors.ts";
import { findKeys, mayHaveKeys } from "../findKeys.ts";
import { matchesGlob } from "../matchesGlob.ts";
import type { Reply } from "../reply.ts";
import type { DocsOfCommand, Documented } from "../versions/docsOfCommand.ts";

/** What the server says of its own commands. Unsupported ones are listed too: it answers as the version does. */
export const commandInfo = family({
  COMMAND: describeAll,
  "COMMAND|COUNT": (context) => topLevel(context).length,
  "COMMAND|LIST": list,
  "COMMAND|INFO"(context) {
    const names = context.argv.slice(2);
    if (names.length === 0) return describeAll(context);
    return names.map((name) => {
      const command = context.node.registry.get(name.toUpperCase());
      return command === undefined ? null : describe(command, context);
    });
  },
  "COMMAND|DOCS": docs,
  "COMMAND|GETKEYS": (context) => getKeys(context, false),
  "COMMAND|GETKEYSANDFLAGS": (context) => getKeys(context, true),
});

function describeAll(context: Context): Reply {
  return topLevel(context).map((command) => describe(command, context));
}

function topLevel({ node }: Context): Command[] {
  return [...node.registry.all()].filter((command) => !command.name.includes("|"));
}

function describe(command: Command, context: Context): Reply {
  const [fullName, arity, flags, , keys, categories, tips, specs] = command.facts;
  const subcommands = [...context.node.registry.all()].filter(({ name }) =>
    name.startsWith(`${command.name}|`),
  );
  return [
    fullName,
    arity,
    statuses(flags),
    ...keys,
    statuses(categories),
    { set: tips },
    { set: specs.map(describeSpec) },
    subcommands.length === 0
      ? { set: [] }
      : subcommands.map((subcommand) => describe(subcommand, context)),
  ];
}

const statuses = (text: string): Reply => ({ set: words(text).map((status) => ({ status })) });

function describeSpec({ notes, flags, begin, find }: KeySpec): Reply {
  const beginType = begin === null ? "unknown" : "index" in begin ? "index" : "keyword";
  const findType = find === null ? "unknown" : "keynumidx" in find ? "keynum" : "range";
  return {
    map: [
      ...(notes === undefined ? [] : [["notes", notes] as const]),
      ["flags", statuses(flags)],
      ["begin_search", searched(beginType, begin)],
      ["find_keys", searched(findType, find)],
    ],
  };
}

function searched(type: string, spec: KeySpec["begin"] | KeySpec["find"]): Reply {
  return {
    map: [
      ["type", type],
      ["spec", { map: Object.entries<Reply>(spec ?? {}) }],
    ],
  };
}

/** COMMAND LIST [FILTERBY MODULE name | ACLCAT category | PATTERN pattern] */
function list(context: Context): Reply {
  const commands = [...context.node.registry.all()];
  const [, , filterBy, filter = "", wanted, ...rest] = context.argv;
  const named = (keeps: (command: Command) => boolean): Reply =>
    commands.filter(keeps).map(({ fullName }) => fullName);
  if (filterBy === undefined) return named(() => true);
  if (filterBy.toUpperCase() !== "FILTERBY" || wanted === undefined || rest.length > 0)
    return syntaxError;
  switch (filter.toUpperCase()) {
    case "PATTERN":
      return named(({ fullName }) => matchesGlob(wanted.toLowerCase(), fullName.toLowerCase()));
    case "MODULE": {
      const described = context.node.profile.docs();
      const module = wanted.toLowerCase();
      return named(({ fullName }) => described.get(fullName)?.["module"] === module);
    }
    case "ACLCAT": {
      const category = `@${wanted.toLowerCase()}`;
      return named(({ facts }) => words(facts[5]).includes(category));
    }
    default:
      return syntaxError;
  }
}

/** COMMAND DOCS [name ...]: names that are none are left out. */
function docs(context: Context): Reply {
  const all = context.node.profile.docs();
  const shown = (name: string, text: DocsOfCommand): [Reply, Reply] => [name, documented(text)];
  const names = context.argv.slice(2);
  if (names.length === 0) return { map: [...all].map(([name, text]) => shown(name, text)) };
  return {
    map: names.flatMap((asked) => {
      const command = context.node.registry.get(asked.toUpperCase());
      if (command === undefined) return [];
      const name = command.fullName;
      const [container = name] = name.split("|");
      const ofContainer = all.get(container)!;
      if (container === name) return [shown(name, ofContainer)];
      const { [name]: ofSubcommand } = fieldsOf(ofContainer["subcommands"]);
      return [shown(name, fieldsOf(ofSubcommand))];
    }),
  };
}

/** Which fields are sets is known by their names; in the JSON they are arrays. */
function documented(text: Documented, field = ""): Reply {
  if (typeof text !== "object") return text;
  if (!isList(text))
    return { map: Object.entries(text).map(([name, value]) => [name, documented(value, name)]) };
  if (field === "flags" || field === "doc_flags")
    return { set: text.flatMap((status) => (typeof status === "string" ? { status } : [])) };
  const items = text.map((item) => documented(item));
  return field === "history" ? { set: items } : items;
}

const isList = (text: Documented): text is readonly Documented[] => Array.isArray(text);

const fieldsOf = (text: Documented | undefined): DocsOfCommand =>
  typeof text === "object" && !isList(text) ? text : {};

function getKeys(context: Context, withFlags: boolean): Reply {
  const argv = context.argv.slice(2);
  const command = argv.length === 0 ? undefined : context.node.registry.find(argv);
  if (command === undefined) return { error: "ERR Invalid command specified" };
  if (!mayHaveKeys(command)) return { error: "ERR The command has no key arguments" };
  const { arity, facts, flags } = command;
  if (arity < 0 ? argv.length < -arity : argv.length !== arity)
    return { error: "ERR Invalid number of arguments specified for command" };
  const found = findKeys(facts, argv);
  if (found.length === 0 && !flags.includes("no_mandatory_keys"))
    return { error: "ERR Invalid arguments specified for command" };
  return found.map(({ position, flags: use }) =>
    withFlags ? [argv[position]!, statuses(use)] : argv[position]!,
  );
}
