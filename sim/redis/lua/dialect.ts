/** Where the servers' scripting differs: what the global `redis` holds, by which other name it goes, and what errors say. */
export type LuaDialect = {
  /** Equal dialects share an engine. */
  readonly name: string;
  /** The constants of the global `redis` that tell of the server. */
  readonly versions: Readonly<Record<string, number | string>>;
  /** The names of that global. */
  readonly globals: readonly string[];
  /** There is an `os`, which holds nothing but `clock` (Redis 7.4 and later). */
  readonly hasClock: boolean;
  /** Other names of the global function that errors go through. */
  readonly errorHandlers: readonly string[];
  /** Numbers among a command's arguments have the fewest digits that give them back (Redis 7.2 and later). */
  readonly shortestNumbers: boolean;
  /** A library runs to its end before the names of its functions are looked at (Valkey 8.1). */
  readonly judgesFunctionsAtTheEnd: boolean;
  /** An error in this server's words, given in those of Redis 7.0. */
  readonly say: (text: string) => string;
};

export const redis70Dialect: LuaDialect = {
  name: "redis-7.0",
  hasClock: false,
  errorHandlers: [],
  versions: { REDIS_VERSION_NUM: 0x0007_000f, REDIS_VERSION: "7.0.15" },
  globals: ["redis"],
  judgesFunctionsAtTheEnd: false,
  shortestNumbers: false,
  say: (text) => text,
};

export const redis80Dialect: LuaDialect = {
  name: "redis-8.0",
  hasClock: true,
  errorHandlers: [],
  versions: { REDIS_VERSION_NUM: 0x0008_0002, REDIS_VERSION: "8.0.2" },
  globals: ["redis"],
  judgesFunctionsAtTheEnd: false,
  shortestNumbers: true,
  say: (text) => saidSince72.get(text) ?? text,
};

export const valkey81Dialect: LuaDialect = {
  name: "valkey-8.1",
  hasClock: true,
  errorHandlers: ["__server__err__handler"],
  versions: {
    REDIS_VERSION_NUM: 0x0007_0204,
    REDIS_VERSION: "7.2.4",
    SERVER_NAME: "valkey",
    VALKEY_VERSION_NUM: 0x0008_0101,
    VALKEY_VERSION: "8.1.1",
  },
  globals: ["server", "redis"],
  judgesFunctionsAtTheEnd: true,
  shortestNumbers: true,
  say: (text) =>
    saidByValkey.get(text) ??
    (saidSince72.get(text) ?? text)
      .replace("redis.", "server.")
      .replace(/^ERR Unexpected engine in script shebang: #!(.*)$/s, unknownEngine),
};

const unknownEngine = (_: string, engine: string): string =>
  `ERR Could not find scripting engine '${engine}'`;

const saidSince72: ReadonlyMap<string, string> = new Map([
  ["redis.set_repl() requires two arguments.", "redis.set_repl() requires one argument."],
  ["Invalid debug level.", "Invalid log level."],
]);

const saidByValkey: ReadonlyMap<string, string> = new Map([
  ["ERR Unknown Redis command called from script", "ERR Unknown command called from script"],
  [
    "ERR Wrong number of args calling Redis command from script",
    "ERR Wrong number of args calling command from script",
  ],
  ["NOSCRIPT No matching script. Please use EVAL.", "NOSCRIPT No matching script."],
  [
    "Please specify at least one argument for this redis lib call",
    "Please specify at least one argument for this call",
  ],
  [
    "Lua redis lib command arguments must be strings or integers",
    "Command arguments must be strings or integers",
  ],
]);
