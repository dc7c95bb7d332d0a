import type { Bytes } from "./bytes.ts";
import { commandFacts } from "./commandFacts.ts";
import type { KeySpec } from "./commandFacts.ts";
import type { Context } from "./context.ts";
import type { Reply } from "./reply.ts";

/** Which arguments are keys: a range of positions (argv[0] is the name, -1 the last argument), or a search. */
type Keys =
  | { readonly first: number; readonly last: number; readonly step: number }
  | ((argv: readonly Bytes[]) => Bytes[]);

/** A command, or one subcommand of a container such as "CLIENT|KILL". */
export type Command = {
  /** In capitals. */
  readonly name: string;
  /** Counts the name itself; negative means at least that many. Checked before `run`. */
  readonly arity: number;
  /** As in Redis' COMMAND reply: "write", "readonly", "noscript", "denyoom", "fast", "blocking", "pubsub", "admin" ... */
  readonly flags: readonly string[];
  readonly keys: Keys;
  readonly group: string;
  /** Synchronous and pure but for the node it is given. An error is a reply, never a throw. */
  readonly run: (context: Context) => Reply;
};

/**
 * Completes a family's table of `NAME: run` with what Redis itself says of each command, so that arity, flags and key
 * positions are never copied by hand. A subcommand is written `"CLIENT|KILL"`.
 *
 * @throws RangeError when Redis 7.0 has no command of such a name.
 */
export function family(table: Readonly<Record<string, Command["run"]>>): readonly Command[] {
  return Object.entries(table).map(([name, run]) => {
    const facts = factsByName.get(name);
    if (facts === undefined)
      throw new RangeError(`family: "${name}"; a name from commandFacts.ts would be right`);
    const [, arity, flags, group, [first, last, step], specs] = facts;
    const keys: Keys =
      specs === undefined ? { first, last, step } : (argv) => movableKeys(specs, argv);
    return { name, arity, flags: flags === "" ? [] : flags.split(" "), keys, group, run };
  });
}

/** The keys among the arguments. Positions beyond the arguments are left out rather than invented. */
export function keysOf(command: Command, argv: readonly Bytes[]): Bytes[] {
  const { keys } = command;
  if (typeof keys === "function") return keys(argv);
  if (keys.first === 0) return [];
  const last = keys.last < 0 ? argv.length + keys.last : keys.last;
  return range(argv, keys.first, last, keys.step);
}

const factsByName = new Map(commandFacts.map((facts) => [facts[0], facts]));

function movableKeys(specs: readonly KeySpec[], argv: readonly Bytes[]): Bytes[] {
  return specs.flatMap((spec) => {
    const first = spec.at ?? afterKeyword(spec.after ?? "", spec.from ?? 1, argv);
    if (first === null || first >= argv.length) return [];
    if (spec.counted) {
      const count = Number(argv[first]);
      return Number.isInteger(count) && count > 0 ? range(argv, first + 1, first + count, 1) : [];
    }
    const { last = 0, step = 1, limit = 0 } = spec;
    if (last >= 0) return range(argv, first, first + last, step);
    // limit 2 is XREAD's: the second half of what follows the keyword are ids, not keys.
    const rest = argv.length - first;
    const lastIndex = limit > 1 ? first + Math.floor(rest / limit) - 1 : argv.length + last;
    return range(argv, first, lastIndex, step);
  });
}

/** The position after the keyword, looked for from `from` on; a negative `from` looks backwards from the end. */
function afterKeyword(keyword: string, from: number, argv: readonly Bytes[]): number | null {
  const step = from > 0 ? 1 : -1;
  for (let i = from > 0 ? from : argv.length + from; i > 0 && i < argv.length; i += step)
    if (argv[i]?.toUpperCase() === keyword) return i + 1;
  return null;
}

function range(argv: readonly Bytes[], first: number, last: number, step: number): Bytes[] {
  const keys: Bytes[] = [];
  for (let i = first; i <= last && i < argv.length; i += step) keys.push(argv[i]!);
  return keys;
}
