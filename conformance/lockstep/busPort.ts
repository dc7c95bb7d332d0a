import { readFileSync } from "node:fs";

/**
 * A port for the buses of servers, each of which has an address of its own: one that no other program has taken on all addresses,
 * as those that are configured from a browser do with 10000. Which one it is shows nowhere.
 *
 * @param first the one to be tried first.
 * @param tables what Linux tells of sockets.
 */
export function busPort(first: number, tables: readonly string[] = listening()): number {
  const taken = new Set(tables.flatMap(takenEverywhere));
  for (let port = first; port < first + stepsMax * step; port += step)
    if (!taken.has(port)) return port;
  return first;
}

/** More than there are threads that govern servers. */
const step = 500;
/** All of these are below those that connections are given. */
const stepsMax = 40;

/** The ports of a table of sockets on which somebody listens at every address (proc(5): 0A is the state TCP_LISTEN). */
function takenEverywhere(table: string): readonly number[] {
  return [...table.matchAll(/^ *\d+: 0+:([\dA-F]{4}) \S+ 0A /gm)].map(([, port = ""]) =>
    Number.parseInt(port, 16),
  );
}

function listening(): readonly string[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"].map((path) => {
    try {
      return readFileSync(path, "latin1");
    } catch {
      return ""; // without IPv6 there is no such table
    }
  });
}
