/** What a command of ioredis-mock was asked for, and how it failed. */
export type MockFailure = {
  readonly message: string;
  /** The source of the script that ran; null for a plain command. */
  readonly script: string | null;
  /** Whether ioredis-mock has a command, named in lower case. */
  readonly has: (command: string) => boolean;
};

/**
 * What ioredis-mock lacks, read from the error that the lack of it caused; null when the error is an answer.
 *
 * A script that calls a command which does not exist fails there with a message of `null`, so its text says which.
 */
export function gapOf({ message, script, has }: MockFailure): string | null {
  const command = /^Unsupported command: "([^"]+)"/.exec(message)?.[1];
  if (command !== undefined) return `ioredis-mock has no command ${command.toUpperCase()}`;
  if (script === null) return null;

  // The place is left out: it is the same lack wherever in a script it shows.
  const trouble =
    /in VM: \[string .*\]:\d+: ((?:attempt|bad argument|number has no|'|unexpected).*)$/s.exec(
      message,
    )?.[1];
  if (trouble !== undefined)
    return `a script failed in ioredis-mock's Lua: ${trouble.slice(0, 120)}`;
  if (!message.endsWith("in VM: null")) return null;
  const called = [...script.matchAll(/redis\.p?call\(\s*['"](\w+)['"]/g)].map(([, name]) => name);
  const missing = called.find((name) => name !== undefined && !has(name.toLowerCase()));
  return missing === undefined
    ? null
    : `ioredis-mock has no command ${missing.toUpperCase()} in scripts`;
}
