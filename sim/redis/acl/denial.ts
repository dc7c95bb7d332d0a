import type { Bytes } from "../bytes.ts";
import type { Command } from "../command.ts";
import { findKeys, mayHaveKeys } from "../findKeys.ts";
import type { FoundKey } from "../findKeys.ts";
import { matchesGlob } from "../matchesGlob.ts";
import type { Selector, User } from "./user.ts";

/** What a user may not do with a request: run it at all, or have this argument as a key or as a channel. */
export type Denial =
  | { readonly reason: "command" }
  | { readonly reason: "key" | "channel"; readonly position: number };

/**
 * Why the user may not do this; null when one of the selectors allows all of it (`ACLCheckAllUserCommandPerm` of acl.c). Of
 * several reasons the furthest is told: a channel rather than a key, a key rather than the command, and the last argument.
 */
export function denialOf(user: User, command: Command, argv: readonly Bytes[]): Denial | null {
  let worst: Denial = { reason: "command" };
  const keys = lazily(() => (mayHaveKeys(command) ? findKeys(command.facts, argv) : []));
  for (const selector of [user.root, ...user.selectors]) {
    const denial = deniedBy(selector, command, argv, keys);
    if (denial === null) return null;
    if (isWorse(denial, worst)) worst = denial;
  }
  return worst;
}

const badness = { command: 0, key: 1, channel: 2 };

function isWorse(one: Denial, other: Denial): boolean {
  if (one.reason !== other.reason) return badness[one.reason] > badness[other.reason];
  return "position" in one && "position" in other && one.position > other.position;
}

function deniedBy(
  selector: Selector,
  command: Command,
  argv: readonly Bytes[],
  keys: () => readonly FoundKey[],
): Denial | null {
  if (!mayRun(selector, command, argv)) return { reason: "command" };
  if (!selector.allKeys) {
    const denied = keys().find(
      ({ position, flags }) => !mayUseKey(selector, argv[position]!, flags),
    );
    if (denied !== undefined) return { reason: "key", position: denied.position };
  }
  if (!selector.allChannels) {
    for (const position of channelPositions(command, argv))
      if (!mayUseChannel(selector.channels, argv[position]!, command.name === "PSUBSCRIBE"))
        return { reason: "channel", position };
  }
  return null;
}

function mayRun(selector: Selector, { name, flags }: Command, argv: readonly Bytes[]): boolean {
  if (selector.allCommands || flags.includes("no_auth") || selector.commands.has(name)) return true;
  const argument = argv[1]?.toLowerCase();
  const allowed = selector.firstArguments.get(name) ?? [];
  return argument !== undefined && allowed.some((each) => each.toLowerCase() === argument);
}

/** @param flags what the command does with the key: "RW access update". Redis asks for these, not for "RW". */
function mayUseKey({ keys }: Selector, key: Bytes, flags: string): boolean {
  const reads = flags.includes("access");
  const writes = /insert|delete|update/.test(flags);
  return keys.some(
    ({ pattern, read, write }) =>
      (read || !reads) && (write || !writes) && matchesGlob(pattern, key),
  );
}

/** Whether every key there is may be read: what SORT asks before it follows a pattern. */
export function mayReadAllKeys(user: User, command: Command, argv: readonly Bytes[]): boolean {
  const keys = lazily(() => (mayHaveKeys(command) ? findKeys(command.facts, argv) : []));
  return [user.root, ...user.selectors].some(
    (selector) =>
      deniedBy(selector, command, argv, keys) === null &&
      (selector.allKeys || selector.keys.some(({ pattern, read }) => read && pattern === "*")),
  );
}

/** A pattern may be subscribed to only when it is itself one of the rules. */
export function mayUseChannel(
  allowed: readonly Bytes[],
  channel: Bytes,
  isPattern: boolean,
): boolean {
  return allowed.some((rule) => (isPattern ? rule === channel : matchesGlob(rule, channel)));
}

/** Leaving a channel is always allowed. */
function channelPositions({ name }: Command, argv: readonly Bytes[]): readonly number[] {
  switch (name) {
    case "SUBSCRIBE":
    case "SSUBSCRIBE":
    case "PSUBSCRIBE":
      return argv.slice(1).map((_, index) => index + 1);
    case "PUBLISH":
    case "SPUBLISH":
      return [1];
    default:
      return [];
  }
}

function lazily<T>(compute: () => T): () => T {
  let value: { readonly is: T } | null = null;
  return () => (value ??= { is: compute() }).is;
}
