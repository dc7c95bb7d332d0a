import type { Bytes } from "../bytes.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { notAnInteger, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import type { Value } from "../keyspace/value.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { noPeers } from "../peers.ts";
import { sealPayload } from "../rdb/dumpPayload.ts";
import { dumpValue } from "../rdb/dumpValue.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";

/** Keys that move to another server, as `migrateCommand` of Redis 7.0.15 (cluster.c) moves them. No time passes meanwhile. */
export const migration = family({ MIGRATE: migrate });

type Options = {
  readonly isCopy: boolean;
  readonly replaces: boolean;
  /** The arguments of AUTH; null where it is not said. */
  readonly auth: readonly Bytes[] | null;
  readonly keys: readonly Bytes[];
};

const keyIsToBeEmpty: ErrorReply = {
  error: "ERR When using MIGRATE KEYS option, the key argument must be set to the empty string",
};
/** What is said where nobody listens. It would be "connecting to the client" where nobody answers within the time. */
const unreachable: ErrorReply = { error: "IOERR error or timeout writing to target instance" };
const unread: ErrorReply = { error: "IOERR error or timeout reading to target instance" };

/** MIGRATE host port key|"" destination-db timeout [COPY] [REPLACE] [AUTH password|AUTH2 username password] [KEYS key ...] */
function migrate(context: Context): Reply {
  const { node, db } = context;
  const options = parseOptions(context.argv);
  if ("error" in options) return options;
  const [timeout, target] = [parseInteger(context.arg(5)), parseInteger(context.arg(4))];
  if (timeout === null || target === null) return notAnInteger;
  const found: (readonly [Bytes, Value])[] = [];
  for (const key of options.keys) {
    const value = db.get(key);
    if (value !== undefined) found.push([key, value]);
  }
  if (found.length === 0) return { status: "NOKEY" };
  if (node.peers === noPeers) return context.unsupported("MIGRATE without a network");

  const before = [
    ...(options.auth === null ? [] : [["AUTH", ...options.auth]]),
    ["SELECT", String(target)],
  ];
  const restores = found.map(([key, value]) => restoreOf(context, key, value, options.replaces));
  const [host, port] = [context.arg(1), Number.parseInt(context.arg(2), 10)];
  // It waits for its own answer, and cannot give it.
  const isItself = host === node.address.host && port === node.address.port;
  const replies = isItself ? null : node.peers.ask(host, port, [...before, ...restores]);
  if (replies === null) {
    node.moveConnections.closed(host, context.arg(2));
    return isItself ? unread : unreachable;
  }
  const [toBefore, toRestores] = [replies.slice(0, before.length), replies.slice(before.length)];
  const reply = finish(context, options, found, toBefore, toRestores);
  if (toRestores.length < found.length) node.moveConnections.closed(host, context.arg(2));
  else node.moveConnections.used(host, context.arg(2), context.nowMs);
  return reply;
}

/** What the target has taken is deleted here, and told to replicas as that. */
function finish(
  context: Context,
  { isCopy }: Options,
  found: readonly (readonly [Bytes, Value])[],
  before: readonly Reply[],
  after: readonly Reply[],
): Reply {
  let refusal = before.map(errorIn).find((error) => error !== null) ?? null;
  const isRefusedAtOnce = refusal !== null;
  const deleted: Bytes[] = [];
  for (const [index, [key]] of found.entries()) {
    const reply = after[index];
    if (reply === undefined) {
      refusal ??= unread.error;
      break;
    }
    const error = errorIn(reply);
    refusal ??= error;
    if (isRefusedAtOnce || error !== null || isCopy) continue;
    context.db.delete(key);
    deleted.push(key);
  }
  if (deleted.length > 0 && context.isFollowed) context.tellAs(["DEL", ...deleted]);
  if (refusal === null) return ok;
  return refusal === unread.error
    ? unread
    : { error: `ERR Target instance replied with error: ${refusal}` };
}

function errorIn(reply: Reply): string | null {
  return reply !== null && typeof reply === "object" && "error" in reply ? reply.error : null;
}

function restoreOf(
  { node, db, behaviour, nowMs }: Context,
  key: Bytes,
  value: Value,
  replaces: boolean,
): readonly Bytes[] {
  const { rdbVersion } = behaviour;
  const atMs = db.expiryOf(key);
  const ttlMs = atMs === undefined ? 0 : Math.max(1, Number(atMs) - nowMs);
  const name = node.cluster === null ? "RESTORE" : "RESTORE-ASKING";
  const payload = sealPayload(dumpValue(value, rdbVersion), rdbVersion);
  return [name, key, String(ttlMs), payload, ...(replaces ? ["REPLACE"] : [])];
}

function parseOptions(argv: readonly Bytes[]): Options | ErrorReply {
  let isCopy = false;
  let replaces = false;
  let auth: readonly Bytes[] | null = null;
  let keys: readonly Bytes[] = [argv[3]!];
  for (let i = 6; i < argv.length; i++) {
    const left = argv.length - 1 - i;
    const option = argv[i]!.toLowerCase();
    if (option === "copy") isCopy = true;
    else if (option === "replace") replaces = true;
    else if (option === "auth" && left >= 1) auth = [argv[++i]!];
    else if (option === "auth2" && left >= 2) {
      auth = [argv[i + 1]!, argv[i + 2]!];
      i += 2;
    } else if (option === "keys") {
      if (argv[3] !== "") return keyIsToBeEmpty;
      keys = argv.slice(i + 1);
      break;
    } else return syntaxError;
  }
  return { isCopy, replaces, auth, keys };
}
