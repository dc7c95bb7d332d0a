/**
 * Where a command keeps keys, as Redis' key specifications say it: where to begin (a position, or behind a keyword that is
 * looked for from a position on), and how many follow. Null is "unknown": only the command itself could tell.
 */
export type KeySpec = {
  readonly notes?: string;
  /** "RW access update" and the like, separated by spaces. */
  readonly flags: string;
  readonly begin:
    { readonly index: number } | { readonly keyword: string; readonly startfrom: number } | null;
  readonly find:
    | { readonly lastkey: number; readonly keystep: number; readonly limit: number }
    | { readonly keynumidx: number; readonly firstkey: number; readonly keystep: number }
    | null;
};

/** What COMMAND says of a command. Texts of several words are separated by spaces; subcommands are "client|kill". */
export type CommandFacts = readonly [
  name: string,
  arity: number,
  flags: string,
  group: string,
  keys: readonly [first: number, last: number, step: number],
  categories: string,
  tips: readonly string[],
  specs: readonly KeySpec[],
];
