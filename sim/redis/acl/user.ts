import type { Bytes } from "../bytes.ts";

/** Keys that may be read, written or both. */
export type KeyPattern = { readonly pattern: Bytes; read: boolean; write: boolean };

/**
 * One set of permissions. A user has one of their own, the root, and may have more of them: a command may run when any of them
 * alone allows all of it.
 */
export type Selector = {
  allKeys: boolean;
  allChannels: boolean;
  /** Set by +@all only, and lost with the first command that is taken away. */
  allCommands: boolean;
  /** Whether the rules begin with +@all: commands that are not known yet would be allowed too. */
  futureCommands: boolean;
  keys: KeyPattern[];
  channels: Bytes[];
  /** Full names in capitals, containers and subcommands alike. */
  commands: Set<string>;
  /** Commands that are not allowed but with these first arguments. */
  firstArguments: Map<string, Bytes[]>;
  /** What was said of commands since +@all or -@all, in the order in which it was said; Redis 7.0 does not remember it. */
  commandRules: readonly string[];
};

/** Who a client is. Connections hold the object itself: a change of rules is felt at once. */
export type User = {
  readonly name: Bytes;
  enabled: boolean;
  /** Any password will do. */
  noPassword: boolean;
  /** Whether RESTORE looks into what it is given; null while nobody has said. */
  sanitizesPayload: boolean | null;
  /** SHA-256 in hexadecimal digits. */
  passwords: string[];
  root: Selector;
  selectors: Selector[];
};

/** May do nothing, but perhaps listen: `acl-pubsub-default` decides it for all that is new. */
export function emptySelector(allChannels: boolean): Selector {
  return {
    allKeys: false,
    allChannels,
    allCommands: false,
    futureCommands: false,
    keys: [],
    channels: [],
    commands: new Set(),
    firstArguments: new Map(),
    commandRules: [],
  };
}

/** As ACL SETUSER makes one: disabled and without a password. */
export function newUser(
  name: Bytes,
  by: { readonly allChannelsByDefault: boolean; readonly sanitizesByDefault: boolean },
): User {
  return {
    name,
    enabled: false,
    noPassword: false,
    sanitizesPayload: by.sanitizesByDefault ? true : null,
    passwords: [],
    root: emptySelector(by.allChannelsByDefault),
    selectors: [],
  };
}

/** Gives a user all that another one has, but the name. */
export function copyUser(to: User, from: User): void {
  to.enabled = from.enabled;
  to.noPassword = from.noPassword;
  to.sanitizesPayload = from.sanitizesPayload;
  to.passwords = [...from.passwords];
  to.root = copyOf(from.root);
  to.selectors = from.selectors.map(copyOf);
}

function copyOf(selector: Selector): Selector {
  return {
    ...selector,
    keys: selector.keys.map((key) => ({ ...key })),
    channels: [...selector.channels],
    commands: new Set(selector.commands),
    firstArguments: new Map(
      [...selector.firstArguments].map(([name, values]) => [name, [...values]]),
    ),
  };
}
