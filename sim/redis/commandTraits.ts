/**
 * What the way of every request asks of its command, as flags that are added up: the names are looked up once, when the
 * command is registered, and not with each request.
 */

/** Closed to everybody until a configuration file opens it. */
export const isProtected = 1;
/** Runs inside MULTI instead of being queued. */
export const isNeverQueued = 2;
/** What a subscriber that speaks RESP2 may still ask for. */
export const isForSubscribers = 4;
/** Runs scripts, whose commands monitors hear of after it. */
export const runsScripts = 8;
/** Not for scripts. */
export const isNoScript = 16;

/** @param name in capitals. */
export function traitsOf(name: string, flags: readonly string[]): number {
  return (
    (protectedBy.has(name) ? isProtected : 0) |
    (neverQueued.has(name) ? isNeverQueued : 0) |
    (forSubscribers.has(name) ? isForSubscribers : 0) |
    (scripting.has(name) ? runsScripts : 0) |
    (flags.includes("noscript") ? isNoScript : 0)
  );
}

/** What is closed to everybody until a configuration file opens it, and the parameter that does. */
export const protectedBy: ReadonlyMap<string, readonly [name: string, parameter: string]> = new Map(
  [
    ["DEBUG", ["DEBUG", "enable-debug-command"]],
    ["MODULE|LOAD", ["MODULE", "enable-module-command"]],
    ["MODULE|LOADEX", ["MODULE", "enable-module-command"]],
    ["MODULE|UNLOAD", ["MODULE", "enable-module-command"]],
  ],
);

const neverQueued: ReadonlySet<string> = new Set([
  "EXEC",
  "DISCARD",
  "MULTI",
  "WATCH",
  "QUIT",
  "RESET",
]);

const forSubscribers: ReadonlySet<string> = new Set([
  "PING",
  "SUBSCRIBE",
  "SSUBSCRIBE",
  "PSUBSCRIBE",
  "UNSUBSCRIBE",
  "SUNSUBSCRIBE",
  "PUNSUBSCRIBE",
  "QUIT",
  "RESET",
]);

const scripting: ReadonlySet<string> = new Set([
  "EVAL",
  "EVALSHA",
  "EVAL_RO",
  "EVALSHA_RO",
  "FCALL",
  "FCALL_RO",
]);
