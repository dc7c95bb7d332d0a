import { refusal, refusalInScript } from "./acl/refusals.ts";
import type { Bytes } from "./bytes.ts";
import { asksForMemory } from "./asksForMemory.ts";
import { call } from "./call.ts";
import type { ClientConnection } from "./clientConnection.ts";
import type { Cluster } from "./cluster/cluster.ts";
import { mayHaveSlot, routingOf, whyNotLocal } from "./cluster/redirect.ts";
import { redirectionError } from "./cluster/redirectionError.ts";
import type { Command } from "./command.ts";
import {
  isForSubscribers,
  isNeverQueued,
  isNoScript,
  isProtected,
  protectedBy,
} from "./commandTraits.ts";
import { Context } from "./context.ts";
import {
  busyWithScript,
  execAbortBecause,
  noAuth,
  notAllowedInScript,
  notInTransaction,
  onlyPubSubAllowed,
  outOfMemory,
  protectedCommand,
  unknownInScript,
  wrongArity,
  wrongArityInScript,
  writeInReadOnlyScript,
} from "./errors.ts";
import type { ErrorReply } from "./errors.ts";
import type { RedisNode } from "./node.ts";
import { refusalByLink, refusalByRole, refusalOfScriptsCommand } from "./replication/refusals.ts";
import { noReply } from "./reply.ts";
import type { Reply } from "./reply.ts";

/**
 * One request of a client, with the checks that stand before every command, in Redis' order: the command exists, the
 * number of arguments fits, a RESP2 subscriber only does what subscribers may, a transaction queues.
 */
export function dispatch(node: RedisNode, client: ClientConnection, argv: readonly Bytes[]): Reply {
  node.readClock();
  const command = node.registry.find(argv);
  client.lastCommand = command?.name ?? "NULL";
  client.lastCommandMs = node.ledger.nowMs;
  if (command === undefined) {
    if (isHttp(argv[0]!)) return hangUpOn(client);
    return reject(client, null, node.registry.whyUnknown(argv));
  }
  if (!arityFits(command, argv.length)) return reject(client, command, wrongArity(command.name));
  client.lastCommandMs = node.ledger.nowMs;
  if ((command.traits & isProtected) !== 0 && !isAllowed(node, client, command))
    return reject(client, command, protectedCommand(...protectedBy.get(command.name)!));
  const { access, pause } = node;
  if (access.isRestricted && access.asksForPassword(client, command))
    return reject(client, command, noAuth);
  const isQueued = client.transaction !== null && (command.traits & isNeverQueued) === 0;
  if (client.transaction !== null && command.flags.includes("no_multi"))
    return reject(client, command, notInTransaction);
  if (access.isRestricted) {
    const context = client.transaction === null ? "toplevel" : "multi";
    const denial = access.denial(client, command, argv, context);
    if (denial !== null) return reject(client, command, refusal(denial, client, command));
  }
  if (node.cluster !== null) {
    const elsewhere = redirect(node.cluster, client, command, argv);
    if (elsewhere !== null) return elsewhere;
  }
  if (node.settings.maxmemory > 0 && isDeniedByMemory(node, client, command, argv))
    return reject(client, command, outOfMemory);
  if (node.tracking.count > 0) node.tracking.beforeCommand(() => node.tracking.limitKeys());
  const { replication } = node;
  if (replication.checksRequests) {
    const refused = refusalByRole(node, client, command, argv);
    if (refused !== null) return reject(client, command, refused);
  }

  if (
    client.protocol === 2 &&
    client.subscriptions > 0 &&
    (command.traits & isForSubscribers) === 0
  )
    return reject(client, command, onlyPubSubAllowed(command.name));
  if (replication.checksRequests) {
    const refused = refusalByLink(node, client, command, argv);
    if (refused !== null) return reject(client, command, refused);
  }
  if (node.isBusy && client !== node.ownClient && !command.flags.includes("allow_busy"))
    return reject(client, command, busyWithScript);
  if (pause.isActive && !client.isReplica && pause.postpones(client, command, argv)) return noReply;
  if (client.transaction !== null && isQueued) {
    const { transaction, watched } = client;
    // What is aborted anyway is not gathered any more, so that EXEC has nothing else wrong with it.
    if (transaction.failed || watched?.changed) return queued;
    transaction.queue.push({ command, argv });
    transaction.asksForMemory ||= asksForMemory(node, command, argv);
    return queued;
  }
  const offsetBefore = replication.masterOffset;
  const reply = call(new Context(node, client, command, argv));
  if (replication.masterOffset !== client.writeOffset) replication.ranFor(client, offsetBefore);
  return reply;
}

/** Redis asks whom a request belongs to before all that is about this node; null when it is served here. */
function redirect(
  cluster: Cluster,
  client: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
): ErrorReply | null {
  client.slot = -1;
  if (client.isObeyed || client.isMaster || !mayHaveSlot(command)) return null;
  const { slot, redirection } = routingOf(cluster, client, command, argv);
  client.slot = slot;
  if (redirection === null) return null;
  const error = redirectionError(client.node, redirection);
  client.node.statistics.rejected(command, error);
  if (command.name === "EXEC") {
    client.transaction = null;
    client.node.unwatch(client);
  } else if (client.transaction !== null) client.transaction.failed = true;
  return error;
}

function isAllowed(node: RedisNode, { transport }: ClientConnection, { name }: Command): boolean {
  const allowed = node.config.get(protectedBy.get(name)![1]);
  return (
    allowed === "yes" ||
    (allowed === "local" && /^(?:127\.0\.0\.1|\[?::1\]?):/.test(transport.remote))
  );
}

/** The beginning of an HTTP request that a browser was made to send here. */
const isHttp = (name: Bytes): boolean => /^(?:post|host:)$/i.test(name);

/** Redis suspects an attack, and ends the connection without a word. */
function hangUpOn(client: ClientConnection): Reply {
  client.cutOff();
  return noReply;
}

/**
 * One redis.call of a script, with the checks that Redis makes there instead.
 *
 * @param caller who has called the script.
 */
export function runFromScript(
  node: RedisNode,
  client: ClientConnection,
  argv: readonly Bytes[],
  readOnly: boolean,
  refusesGrowth: boolean,
  caller: ClientConnection,
  mayCrossSlots: boolean,
): Reply {
  const command = node.registry.find(argv);
  if (command === undefined) return said(node, unknownInScript);
  const refused =
    whyRefusedInScript(node, client, command, argv, readOnly, refusesGrowth, caller) ??
    (node.cluster === null || caller.isObeyed || caller.isMaster
      ? null
      : whyNotLocal(node.cluster, caller, command, argv, mayCrossSlots));
  if (refused !== null) {
    node.statistics.rejected(command, refused);
    return refused;
  }
  return call(new Context(node, client, command, argv, "script"));
}

function whyRefusedInScript(
  node: RedisNode,
  client: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
  readOnly: boolean,
  refusesGrowth: boolean,
  caller: ClientConnection,
): ErrorReply | null {
  if (!arityFits(command, argv.length)) return said(node, wrongArityInScript);
  if ((command.traits & isNoScript) !== 0 && !node.scriptsMayCallAll) return notAllowedInScript;
  if (node.access.isRestricted) {
    const denial = node.access.denial(client, command, argv, "lua");
    if (denial !== null) return refusalInScript(denial, client, command);
  }
  if (readOnly && (command.flags.includes("write") || mayReplicate.has(command.name)))
    return writeInReadOnlyScript;
  if (node.replication.checksRequests) {
    const refused = refusalOfScriptsCommand(node, caller, command);
    if (refused !== null) return refused;
  }
  return refusesGrowth && command.flags.includes("denyoom") ? outOfMemory : null;
}

/** Makes room first, whatever the command; then nothing that may take more runs while there is none. */
function isDeniedByMemory(
  node: RedisNode,
  { transaction }: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
): boolean {
  node.outOfMemory = !node.tracking.beforeCommand(() => node.memory.makeRoom());
  node.propagation.tell(false);
  if (!node.outOfMemory) return false;
  if (asksForMemory(node, command, argv)) return true;
  if (transaction === null) return false;
  if (command.name === "EXEC") return transaction.asksForMemory;
  return !node.profile.behaviour.queuesWhenFull && !endsTransaction.has(command.name);
}

const endsTransaction: ReadonlySet<string> = new Set(["DISCARD", "QUIT", "RESET"]);

/** In the words of the server. */
function said({ profile }: RedisNode, { error }: ErrorReply): ErrorReply {
  return { error: profile.lua.say(error) };
}

const queued: Reply = { status: "QUEUED" };

/** Redis' may-replicate flag, which COMMAND does not show: such commands count as writes in a read-only script. */
const mayReplicate: ReadonlySet<string> = new Set(["PUBLISH", "SPUBLISH", "PFCOUNT"]);

function arityFits(command: Command, count: number): boolean {
  return command.arity < 0 ? count >= -command.arity : count === command.arity;
}

/** Refuses before the command ran. Inside MULTI that dooms the EXEC; a refused EXEC ends the transaction. */
function reject(client: ClientConnection, command: Command | null, error: ErrorReply): Reply {
  client.node.statistics.rejected(command, error);
  if (command?.name === "EXEC") {
    client.transaction = null;
    client.node.unwatch(client);
    return execAbortBecause(error);
  }
  if (client.transaction !== null) client.transaction.failed = true;
  return error;
}
