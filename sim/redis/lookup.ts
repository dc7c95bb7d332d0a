// What a look-up of a key leaves behind: flags that are added up.

/** It counts as a hit or a miss, and subscribers may hear of the miss. */
export const lookupCounts = 1;
/** The value counts as used now. */
export const lookupUses = 2;
/** Nobody hears of a miss. */
export const lookupIsQuiet = 4;

/**
 * What the look-ups of a command leave behind in Redis 7.0: a reading command counts them, a writing one does not, and
 * some only look.
 *
 * @param name in capitals.
 */
export function lookupOf(name: string, flags: readonly string[]): number {
  if (name.startsWith("OBJECT|")) return lookupCounts | lookupIsQuiet;
  if (name === "SCAN" || name === "RANDOMKEY") return 0;
  if (onlyLook.has(name)) return lookupCounts;
  return flags.includes("readonly") || writesThatRead.has(name)
    ? lookupCounts | lookupUses
    : lookupUses;
}

const onlyLook: ReadonlySet<string> = new Set([
  "EXISTS",
  "TYPE",
  "TTL",
  "PTTL",
  "EXPIRETIME",
  "PEXPIRETIME",
]);

const writesThatRead: ReadonlySet<string> = new Set([
  "BITOP",
  "COPY",
  "GEORADIUS",
  "GEORADIUSBYMEMBER",
  "GEOSEARCHSTORE",
  "GETDEL",
  "GETEX",
  "GETSET",
  "PFMERGE",
  "SDIFFSTORE",
  "SINTERSTORE",
  "SORT",
  "SUNIONSTORE",
  "XACK",
  "XAUTOCLAIM",
  "XCLAIM",
  "XREADGROUP",
  "ZDIFFSTORE",
  "ZINTERSTORE",
  "ZRANGESTORE",
  "ZUNIONSTORE",
]);
