import type { CommandFacts } from "../commandFacts.ts";
import type { LuaDialect } from "../lua/dialect.ts";
import type { Behaviour } from "./behaviour.ts";
import type { DocsOfCommand } from "./docsOfCommand.ts";

/** The servers that the model can be, as `--redis-version` names them. */
export type RedisVersion = "7.0" | "8.0" | "valkey-8.1";

/**
 * One server that the model can be, as data: what it says of itself and of its commands, and where it behaves unlike the
 * others. Big texts are parsed when they are first asked for.
 */
export type VersionProfile = {
  readonly name: RedisVersion;
  /** What artefacts and reports record: the exact server that was copied. */
  readonly release: string;
  /** As HELLO tells it. */
  readonly server: "redis" | "valkey";
  /** The server's own version, as HELLO tells it. */
  readonly version: string;
  /** The version of Redis that it claims to be in INFO and to scripts; Valkey's is the one that it was forked from. */
  readonly redisVersion: string;
  /** What INFO says between `redis_version` and `redis_git_sha1`. */
  readonly infoIdentity: readonly string[];
  /** Modules that are part of the server. Their commands are known, and refused. */
  readonly modules: readonly { readonly name: string; readonly version: number }[];
  readonly behaviour: Behaviour;
  /** How scripts know the server. */
  readonly lua: LuaDialect;
  /** Every command and subcommand, supported by the model or not, sorted by name. */
  readonly facts: () => readonly CommandFacts[];
  /** What COMMAND DOCS says, by the name of a command without its container; sorted by name. */
  readonly docs: () => ReadonlyMap<string, DocsOfCommand>;
  /** All lines of the HELP subcommands, by name ("acl|help"). */
  readonly help: () => ReadonlyMap<string, readonly string[]>;
};
