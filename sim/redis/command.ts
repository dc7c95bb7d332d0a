import type { Bytes } from "./bytes.ts";
import type { CommandFacts } from "./commandFacts.ts";
import { traitsOf } from "./commandTraits.ts";
import type { Context } from "./context.ts";
import { findKeys } from "./findKeys.ts";
import { lookupOf } from "./lookup.ts";
import type { Reply } from "./reply.ts";

/** Which arguments are keys: a range of positions (argv[0] is the name, -1 the last argument), or a search. */
type Keys =
  | { readonly first: number; readonly last: number; readonly step: number }
  | ((argv: readonly Bytes[]) => Bytes[]);

/** A command, or one subcommand of a container such as "CLIENT|KILL". */
export type Command = {
  /** In capitals. */
  readonly name: string;
  /** As the server spells it, which is in small letters unless it is a module's. */
  readonly fullName: string;
  /** Counts the name itself; negative means at least that many. Checked before `run`. */
  readonly arity: number;
  /** As in Redis' COMMAND reply: "write", "readonly", "noscript", "denyoom", "fast", "blocking", "pubsub", "admin" ... */
  readonly flags: readonly string[];
  readonly keys: Keys;
  readonly group: string;
  /** Its place among the commands of its version. */
  readonly index: number;
  /** What its look-ups of keys leave behind; see lookup.ts. */
  readonly lookup: number;
  /** What its requests have to be asked; see commandTraits.ts. */
  readonly traits: number;
  /** The rest of what the server says of it. */
  readonly facts: CommandFacts;
  /** Synchronous and pure but for the node it is given. An error is a reply, never a throw. */
  readonly run: (context: Context) => Reply;
};

/** What some commands do, by name. A subcommand is `"CLIENT|KILL"`; `"CLUSTER|*"` and `"*|HELP"` are all that are alike. */
export type Family = Readonly<Record<string, Command["run"]>>;

/**
 * A family's table of `NAME: run`. Arity, flags and key positions are never copied by hand: the registry of a version adds
 * what that server says of each command, and leaves out what it does not have.
 */
export function family(table: Family): Family {
  return table;
}

/** A command as a version describes it, and what it does. */
export function commandOf(facts: CommandFacts, run: Command["run"], index: number): Command {
  const [fullName, arity, flagsText, group, [first, last, step]] = facts;
  const flags = words(flagsText);
  const keys: Keys = flags.includes("movablekeys")
    ? (argv) => findKeys(facts, argv).map(({ position }) => argv[position]!)
    : { first, last, step };
  const name = fullName.toUpperCase();
  const lookup = lookupOf(name, flags);
  const traits = traitsOf(name, flags);
  return { name, fullName, arity, flags, keys, group, index, lookup, traits, facts, run };
}

/** The words of a text that separates them by spaces. */
export function words(text: string): readonly string[] {
  return text === "" ? [] : text.split(" ");
}

/** The keys among the arguments. Positions beyond the arguments are left out rather than invented. */
export function keysOf(command: Command, argv: readonly Bytes[]): Bytes[] {
  const { keys } = command;
  if (typeof keys === "function") return keys(argv);
  if (keys.first === 0) return [];
  if (keys.last === keys.first) return argv.length > keys.first ? [argv[keys.first]!] : [];
  const last = keys.last < 0 ? argv.length + keys.last : keys.last;
  return range(argv, keys.first, last, keys.step);
}

function range(argv: readonly Bytes[], first: number, last: number, step: number): Bytes[] {
  const keys: Bytes[] = [];
  for (let i = first; i <= last && i < argv.length; i += step) keys.push(argv[i]!);
  return keys;
}
