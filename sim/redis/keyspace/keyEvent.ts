/** The classes of keyspace events, in the letters of the configuration: generic, string, list, ... expired, evicted, missed, new. */
type EventClass = "g" | "$" | "l" | "s" | "h" | "z" | "x" | "e" | "t" | "m" | "n";

/** What happened to a key: its class and, behind it, the name that subscribers hear, as "gdel" or "$incrby". */
export type KeyEvent = `${EventClass}${string}`;
