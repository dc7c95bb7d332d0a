import type { Bytes } from "./bytes.ts";
import type { Command } from "./command.ts";
import type { CommandFacts, KeySpec } from "./commandFacts.ts";
import { parseInteger } from "./numbers/parseInteger.ts";

/** A key among the arguments: its position (0 is the name), and what the command does with it: "RW access update". */
export type FoundKey = { readonly position: number; readonly flags: string };

/** Whether the command can have keys at all: some key specification is one of a key, not of something alike. */
export function mayHaveKeys({ facts: [, , , , , , , specs] }: Command): boolean {
  return specs.some(({ flags }) => !flags.includes("not_key"));
}

/**
 * The keys of a request, as `getKeysFromCommandWithSpecs` finds them (db.c, the same in all versions): by the
 * specifications, and where these do not say it all, or do not fit, as the command itself would read its arguments.
 */
export function findKeys(facts: CommandFacts, argv: readonly Bytes[]): readonly FoundKey[] {
  const { specs, areVariable, reader } = searchOf(facts);
  if (areVariable) return reader?.(argv) ?? [];
  return bySpecs(specs, argv) ?? reader?.(argv) ?? counted(specs, argv);
}

/** What the search for a command's keys needs and no request changes. */
type Search = {
  readonly specs: readonly KeySpec[];
  /** What it does with them depends on the request. */
  readonly areVariable: boolean;
  readonly reader: ((argv: readonly Bytes[]) => readonly FoundKey[]) | undefined;
};

const searches = new WeakMap<CommandFacts, Search>();

function searchOf(facts: CommandFacts): Search {
  let search = searches.get(facts);
  if (search === undefined) {
    const specs = facts[7].filter(({ flags }) => !flags.includes("not_key"));
    const areVariable = specs.some(({ flags }) => flags.includes("variable_flags"));
    searches.set(facts, (search = { specs, areVariable, reader: ownReaders[facts[0]] }));
  }
  return search;
}

/** Null when a specification is incomplete, or the arguments do not fit one. */
function bySpecs(specs: readonly KeySpec[], argv: readonly Bytes[]): FoundKey[] | null {
  const found: FoundKey[] = [];
  for (const { begin, find, flags } of specs) {
    if (begin === null || find === null) return null;
    let first = "index" in begin ? begin.index : afterKeyword(begin, argv);
    if (first === null) continue;
    let last: number;
    if ("keynumidx" in find) {
      const count = parseInteger(argv[first + find.keynumidx] ?? "");
      if (count === null || count < 0) return null;
      first += find.firstkey;
      last = first + count - 1;
    } else if (find.lastkey >= 0) last = first + find.lastkey;
    else if (find.limit === 0) last = argv.length + find.lastkey;
    else last = first + Math.floor((argv.length - first) / find.limit) + find.lastkey;

    if (last >= argv.length || last < first || first >= argv.length) return null;
    for (let i = first; i <= last; i += find.keystep) found.push({ position: i, flags });
    if (flags.includes("incomplete")) return null;
  }
  return found;
}

/** The position after the keyword, looked for from `startfrom` on; a negative one looks backwards from the end. */
function afterKeyword(
  { keyword, startfrom }: { readonly keyword: string; readonly startfrom: number },
  argv: readonly Bytes[],
): number | null {
  const start = startfrom > 0 ? startfrom : argv.length + startfrom;
  const end = startfrom > 0 ? argv.length - 1 : 1;
  const step = start <= end ? 1 : -1;
  for (let i = start; i !== end && i >= 1 && i < argv.length; i += step)
    if (argv[i]?.toUpperCase() === keyword.toUpperCase()) return i + 1;
  return null;
}

/** Commands that read "numkeys key ..." with `atoi`, which takes "2x" for 2; then nothing is said of the keys' use. */
function counted(specs: readonly KeySpec[], argv: readonly Bytes[]): readonly FoundKey[] {
  const found: FoundKey[] = [];
  for (const { begin, find } of specs) {
    if (begin === null || find === null || !("index" in begin) || !("keynumidx" in find)) continue;
    const first = begin.index + find.firstkey;
    const count = Number.parseInt(argv[begin.index + find.keynumidx] ?? "", 10);
    if (!(count >= 1) || count > argv.length - first) return [];
    for (let i = 0; i < count; i++) found.push({ position: first + i, flags: "" });
  }
  const stored = specs.length > 1 && found.length > 0 ? [{ position: 1, flags: "" }] : [];
  return [...found, ...stored];
}

/** The commands whose specifications do not say it all, as they read their own arguments. */
const ownReaders: Readonly<Record<string, (argv: readonly Bytes[]) => readonly FoundKey[]>> = {
  set: (argv) => [
    {
      position: 1,
      flags: argv.slice(3).some((word) => word.toUpperCase() === "GET")
        ? "RW access update"
        : "OW update",
    },
  ],
  bitfield: (argv) => [{ position: 1, flags: onlyGets(argv) ? "RO access" : "RW access update" }],
  sort: sortKeys,
  sort_ro: () => [{ position: 1, flags: "RO access" }],
  migrate: migrateKeys,
  georadius: georadiusKeys,
  georadiusbymember: georadiusKeys,
  xread: () => [],
  xreadgroup: () => [],
};

function onlyGets(argv: readonly Bytes[]): boolean {
  for (let i = 2; i < argv.length; i++) {
    const left = argv.length - i - 1;
    const word = argv[i]?.toUpperCase();
    if (word === "GET" && left >= 2) i += 2;
    else if (word === "OVERFLOW" && left >= 1) i += 1;
    else return false;
  }
  return true;
}

function sortKeys(argv: readonly Bytes[]): readonly FoundKey[] {
  const key = { position: 1, flags: "RO access" };
  let store: FoundKey | null = null;
  for (let i = 2; i < argv.length; i++) {
    const word = argv[i]?.toUpperCase();
    if (word === "LIMIT") i += 2;
    else if (word === "GET" || word === "BY") i += 1;
    else if (word === "STORE" && i + 1 < argv.length)
      store = { position: i + 1, flags: "OW update" }; // the last one counts
  }
  return store === null ? [key] : [key, store];
}

function migrateKeys(argv: readonly Bytes[]): readonly FoundKey[] {
  const flags = "RW access delete";
  for (let i = 6; i < argv.length; i++) {
    const word = argv[i]?.toUpperCase();
    if (word === "KEYS") {
      if (argv[3] !== "") return [];
      return argv.slice(i + 1).map((_, index) => ({ position: i + 1 + index, flags }));
    }
    if (word === "AUTH") i += 1;
    else if (word === "AUTH2") i += 2;
  }
  return [{ position: 3, flags }];
}

function georadiusKeys(argv: readonly Bytes[]): readonly FoundKey[] {
  let stored: FoundKey | null = null;
  for (let i = 5; i + 1 < argv.length; i++) {
    const word = argv[i]?.toUpperCase();
    if (word === "STORE" || word === "STOREDIST") stored = { position: ++i, flags: "" };
  }
  const key = { position: 1, flags: "" };
  return stored === null ? [key] : [key, stored];
}
