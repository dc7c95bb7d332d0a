import type { Bytes } from "../bytes.ts";
import { family, keysOf } from "../command.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { syntaxError } from "../errors.ts";
import { matchesGlob } from "../matchesGlob.ts";
import type { Reply } from "../reply.ts";

/** What the server says of its own commands. Unsupported ones are listed too: it answers as Redis 7.0 does. */
export const commandInfo = family({
  COMMAND: (context) => topLevel(context).map((command) => describe(command, context)),
  "COMMAND|COUNT": (context) => topLevel(context).length,
  "COMMAND|LIST": list,
  "COMMAND|INFO"(context) {
    const names = context.argv.slice(2);
    if (names.length === 0) return topLevel(context).map((command) => describe(command, context));
    return names.map((name) => {
      const command = context.node.registry.get(name.toUpperCase());
      return command === undefined ? { nullArray: true } : describe(command, context);
    });
  },
  "COMMAND|GETKEYS": getkeys,
});

function topLevel({ node }: Context): Command[] {
  return [...node.registry.all()].filter((command) => !command.name.includes("|"));
}

/** The six fields that COMMAND has always had; categories, tips and key specs, which came later, are left out. */
function describe({ name, arity, flags, keys }: Command, { protocol }: Context): Reply {
  const { first, last, step } = typeof keys === "function" ? { first: 0, last: 0, step: 0 } : keys;
  const statuses = flags.map((flag) => ({ status: flag }));
  const flagSet: Reply = protocol === 3 ? { set: statuses } : statuses;
  return [name.toLowerCase(), arity, flagSet, first, last, step];
}

/** COMMAND LIST [FILTERBY MODULE name | ACLCAT category | PATTERN pattern] */
function list(context: Context): Reply {
  const names = [...context.node.registry.all()].map((command) => command.name.toLowerCase());
  const [, , filterBy, filter = "", pattern, ...rest] = context.argv;
  if (filterBy === undefined) return names;
  if (filterBy.toUpperCase() !== "FILTERBY" || pattern === undefined || rest.length > 0)
    return syntaxError;
  switch (filter.toUpperCase()) {
    case "PATTERN":
      return names.filter((name) => matchesGlob(pattern.toLowerCase(), name));
    case "MODULE":
      return [];
    case "ACLCAT":
      return context.unsupported("COMMAND LIST FILTERBY ACLCAT");
    default:
      return syntaxError;
  }
}

function getkeys(context: Context): Reply {
  const argv: readonly Bytes[] = context.argv.slice(2);
  const command = context.node.registry.find(argv);
  if (command === undefined) return { error: "ERR Invalid command specified" };
  const { arity, keys } = command;
  const hasKeys = typeof keys === "function" || keys.first > 0;
  if (!hasKeys) return { error: "ERR The command has no key arguments" };
  if (arity < 0 ? argv.length < -arity : argv.length !== arity)
    return { error: "ERR Invalid number of arguments specified for command" };
  const found = keysOf(command, argv);
  if (command.flags.includes("no_mandatory_keys")) return found;
  return found.length === 0 ? { error: "ERR Invalid arguments specified for command" } : found;
}
