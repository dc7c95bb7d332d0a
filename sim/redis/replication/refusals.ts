import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import type { Command } from "../command.ts";
import { countsAsWrite, declaredFlags } from "../declaredFlags.ts";
import {
  loading,
  masterDown,
  noReplicas,
  readOnlyReplica,
  staleInScript,
  unsupported,
} from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { lacksReplicas } from "../lacksReplicas.ts";
import type { RedisNode } from "../node.ts";

// What processCommand of Redis 7.0.15 refuses because of what the node is to others, in the order of its checks.

/** A master that lacks replicas does not write, nor does a replica for anybody but its master. */
export function refusalByRole(
  node: RedisNode,
  client: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
): ErrorReply | null {
  if (!isWrite(node, client, command, argv)) return null;
  if (lacksReplicas(node)) return noReplicas;
  if (!node.replication.isFollowing || client.isObeyed) return null;
  return isReadOnly(node) ? readOnlyReplica : writableReplica(node);
}

/** A replica without its master may have to be silent, and so is one that is being given its data. */
export function refusalByLink(
  node: RedisNode,
  client: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
): ErrorReply | null {
  if (client === node.ownClient) return null;
  const { replication } = node;
  const isMissing = (flag: "stale" | "loading"): boolean =>
    requestsOf(client, command, argv).some((request) => lacksFlag(node, request, flag));
  if (isStale(node) && isMissing("stale")) return masterDown;
  if (replication.isLoading && isMissing("loading")) return loading;
  return null;
}

/** The same for a command that a script calls. @param caller who has called the script. */
export function refusalOfScriptsCommand(
  node: RedisNode,
  caller: ClientConnection,
  { flags }: Command,
): ErrorReply | null {
  const staleRefusal = isStale(node) && !flags.includes("stale") ? staleInScript : null;
  if (!flags.includes("write")) return staleRefusal;
  if (node.replication.isFollowing && !caller.isObeyed)
    return isReadOnly(node) ? readOnlyReplica : writableReplica(node);
  if (lacksReplicas(node)) return noReplicas;
  return staleRefusal;
}

/** What a script is to be run with (`scriptPrepareForRun`). */
export type ScriptDemands = {
  /** Whether it says itself what it does. */
  readonly hasFlags: boolean;
  readonly mayWrite: boolean;
  readonly allowsStale: boolean;
};

/** A script or a function that is not even begun. */
export function refusalOfScript(
  node: RedisNode,
  caller: ClientConnection,
  { hasFlags, mayWrite, allowsStale }: ScriptDemands,
): ErrorReply | null {
  if (!hasFlags) return isStale(node) ? masterDown : null;
  if (isStale(node) && !allowsStale)
    return {
      error:
        "MASTERDOWN Link with MASTER is down, replica-serve-stale-data is set to 'no' and 'allow-stale' flag is not set on the script.",
    };
  if (!mayWrite || !node.replication.isFollowing || caller.isObeyed) return null;
  return isReadOnly(node)
    ? { error: "READONLY Can not run script with write flag on readonly replica" }
    : null;
}

/** Whether the node is a replica without a master, and does not show what it has. */
function isStale({ replication, config }: RedisNode): boolean {
  return (
    replication.isFollowing &&
    !replication.isMasterLinkUp &&
    config.get("replica-serve-stale-data") === "no"
  );
}

function isReadOnly({ config }: RedisNode): boolean {
  return config.get("replica-read-only") !== "no";
}

/** What is written to a replica alone, Redis keeps apart and expires by itself. */
function writableReplica(node: RedisNode): ErrorReply {
  const what = "a write to a replica that is not read-only";
  node.unsupported.push(what);
  return unsupported(what);
}

type Request = { readonly command: Command; readonly argv: readonly Bytes[] };

/** The request, and those that EXEC would execute. */
function requestsOf(
  { transaction }: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
): readonly Request[] {
  const request = { command, argv };
  return command.name === "EXEC" && transaction !== null
    ? [request, ...transaction.queue]
    : [request];
}

function isWrite(
  node: RedisNode,
  client: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
): boolean {
  return requestsOf(client, command, argv).some((request) =>
    countsAsWrite(node, request.command, request.argv),
  );
}

/** A script that says what it does says that of stale data, too. */
function lacksFlag(
  node: RedisNode,
  { command, argv }: Request,
  flag: "stale" | "loading",
): boolean {
  const declared = flag === "stale" ? declaredFlags(node, command, argv) : null;
  return declared === null ? !command.flags.includes(flag) : !declared.has("allow-stale");
}
