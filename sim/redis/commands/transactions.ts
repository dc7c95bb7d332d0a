import { refusalInExec } from "../acl/refusals.ts";
import { call } from "../call.ts";
import { family } from "../command.ts";
import type { ClientConnection, Transaction } from "../clientConnection.ts";
import { Context } from "../context.ts";
import {
  discardWithoutMulti,
  execAbort,
  execWithoutMulti,
  nestedMulti,
  watchInsideMulti,
} from "../errors.ts";
import { nullArray, ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { encodeReply } from "../resp/encodeReply.ts";

/** Queueing itself is in dispatch.ts, as it concerns every command. */
export const transactions = family({
  MULTI({ client }) {
    if (client.transaction !== null) return nestedMulti;
    client.transaction = { queue: [], failed: false, asksForMemory: false };
    client.hadTransaction = client.node.profile.behaviour.transactionsLeaveTheirCount;
    return ok;
  },
  EXEC: exec,
  DISCARD({ client, node }) {
    if (client.transaction === null) return discardWithoutMulti;
    client.transaction = null;
    node.unwatch(client);
    return ok;
  },
  WATCH(context) {
    if (context.client.transaction !== null) return watchInsideMulti;
    for (const key of context.args) watch(context, key);
    return ok;
  },
  UNWATCH({ client, node }) {
    node.unwatch(client);
    return ok;
  },
});

function exec(context: Context): Reply {
  const { client, node } = context;
  const { transaction } = client;
  if (transaction === null) return execWithoutMulti;
  const changed = watchedKeyChanged(context);
  node.unwatch(client); // As soon as possible: the transaction's own writes must not count.
  const replies = transaction.failed
    ? execAbort
    : changed
      ? nullArray
      : execute(context, transaction);
  client.transaction = null; // Not before: CLIENT INFO in a transaction says that it is in one.
  return replies;
}

function execute({ client, node }: Context, { queue }: Transaction): Reply {
  return resultsOf(client, queue, ({ command, argv }) => {
    const denial = node.access.isRestricted
      ? node.access.denial(client, command, argv, "multi")
      : null;
    return denial === null
      ? call(new Context(node, client, command, argv, "transaction"))
      : refusalInExec(denial);
  });
}

type Queued = Transaction["queue"][number];

/**
 * Redis writes the results one by one: messages of channels come between them, those before a HELLO are in the protocol
 * of their time, and those after a CLIENT REPLY OFF are not written at all.
 */
function resultsOf(
  client: ClientConnection,
  queue: readonly Queued[],
  run: (queued: Queued) => Reply,
): Reply {
  const header = client.isAnswered ? `*${queue.length}\r\n` : "";
  const isWrittenAtOnce = header === "" || queue.some(({ command }) => speech.has(command.name));
  const results: Reply[] = [];
  client.results = results;
  for (const queued of queue) {
    const result = run(queued);
    if (!isWrittenAtOnce) results.push(result);
    else if (client.isAnswered) results.push({ encoded: encodeReply(result, client.protocol) });
  }
  client.results = null;
  const isPlain = !isWrittenAtOnce && results.length === queue.length;
  return isPlain ? results : { several: [{ encoded: header }, ...results] };
}

const speech: ReadonlySet<string> = new Set(["HELLO", "CLIENT|REPLY"]);

function watchedKeyChanged({ client, node }: Context): boolean {
  if (client.watched === null) return false;
  if (client.watched.changed) return true;
  // A key whose time ran out since WATCH counts as changed although nothing has deleted it yet.
  for (const { db, key, watch } of client.watched.keys.values())
    if (!watch.expired && node.databases[db]!.isExpired(key)) return true;
  return false;
}

function watch({ client, db }: Context, key: string): void {
  const watched = (client.watched ??= { keys: new Map(), changed: false });
  const id = `${db.index} ${key}`;
  if (watched.keys.has(id)) return;
  const watch = {
    onChange: () => {
      watched.changed = true;
    },
    expired: db.isExpired(key),
  };
  db.watch(key, watch);
  watched.keys.set(id, { db: db.index, key, watch });
}
