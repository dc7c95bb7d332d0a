import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";
import type { Command } from "./command.ts";
import { Context } from "./context.ts";
import {
  execAbortBecause,
  notAllowedInScript,
  notInTransaction,
  onlyPubSubAllowed,
  unknownInScript,
  wrongArity,
  wrongArityInScript,
  writeInReadOnlyScript,
} from "./errors.ts";
import type { ErrorReply } from "./errors.ts";
import type { RedisNode } from "./node.ts";
import type { Reply } from "./reply.ts";

/**
 * One request of a client, with the checks that stand before every command, in Redis' order: the command exists, the
 * number of arguments fits, a RESP2 subscriber only does what subscribers may, a transaction queues.
 */
export function dispatch(node: RedisNode, client: ClientConnection, argv: readonly Bytes[]): Reply {
  node.startCommand();
  const command = node.registry.find(argv);
  if (command === undefined) return reject(client, null, node.registry.whyUnknown(argv));
  if (!arityFits(command, argv.length)) return reject(client, command, wrongArity(command.name));
  client.lastCommand = command.name;
  client.lastCommandMs = node.ledger.nowMs;

  if (client.protocol === 2 && client.subscriptions > 0 && !allowedToSubscribers.has(command.name))
    return reject(client, command, onlyPubSubAllowed(command.name));
  if (client.transaction !== null && !neverQueued.has(command.name)) {
    if (command.flags.includes("no_multi")) return reject(client, command, notInTransaction);
    client.transaction.queue.push({ command, argv });
    return queued;
  }
  return command.run(new Context(node, client, command, argv));
}

/** One redis.call of a script, with the checks that Redis makes there instead. */
export function runFromScript(
  node: RedisNode,
  client: ClientConnection,
  argv: readonly Bytes[],
  readOnly: boolean,
): Reply {
  const command = node.registry.find(argv);
  if (command === undefined) return unknownInScript;
  if (!arityFits(command, argv.length)) return wrongArityInScript;
  if (command.flags.includes("noscript")) return notAllowedInScript;
  if (readOnly && (command.flags.includes("write") || mayReplicate.has(command.name)))
    return writeInReadOnlyScript;
  return command.run(new Context(node, client, command, argv, "script"));
}

const queued: Reply = { status: "QUEUED" };

const allowedToSubscribers: ReadonlySet<string> = new Set([
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

const neverQueued: ReadonlySet<string> = new Set([
  "EXEC",
  "DISCARD",
  "MULTI",
  "WATCH",
  "QUIT",
  "RESET",
]);

/** Redis' may-replicate flag, which COMMAND does not show: such commands count as writes in a read-only script. */
const mayReplicate: ReadonlySet<string> = new Set(["PUBLISH", "SPUBLISH", "PFCOUNT"]);

function arityFits(command: Command, count: number): boolean {
  return command.arity < 0 ? count >= -command.arity : count === command.arity;
}

/** Refuses before the command ran. Inside MULTI that dooms the EXEC; a refused EXEC ends the transaction. */
function reject(client: ClientConnection, command: Command | null, error: ErrorReply): Reply {
  if (command?.name === "EXEC") {
    client.transaction = null;
    client.node.unwatch(client);
    return execAbortBecause(error);
  }
  if (client.transaction !== null) client.transaction.failed = true;
  return error;
}
