import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { describeClient } from "../describeClient.ts";
import { errorAbout, notAnInteger, subcommandSyntaxError, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { noReply, ok } from "../reply.ts";
import type { RedisNode } from "../node.ts";
import type { Reply } from "../reply.ts";
import { setClientName } from "./clientName.ts";
import { parseTimeoutMs } from "./parseTimeout.ts";

export const clients = family({
  "CLIENT|ID": ({ client }) => client.id,
  "CLIENT|SETNAME": ({ client, argv: [, , name = ""] }) => setClientName(client, name) ?? ok,
  "CLIENT|GETNAME": ({ client }) => (client.name === "" ? null : client.name),
  "CLIENT|INFO": ({ client }) => ({ verbatim: `${describeClient(client)}\n`, format: "txt" }),
  "CLIENT|LIST": list,
  "CLIENT|KILL": kill,
  "CLIENT|REPLY": setReplyMode,
  "CLIENT|UNBLOCK": unblock,
  "CLIENT|NO-EVICT"({ client, argv: [, , mode = ""] }) {
    const on = mode.toUpperCase() === "ON";
    if (!on && mode.toUpperCase() !== "OFF") return syntaxError;
    client.noEvict = on;
    return ok;
  },
  "CLIENT|PAUSE": pause,
  "CLIENT|UNPAUSE"({ node }) {
    node.pause.end();
    return ok;
  },
});

const clientTypes: ReadonlySet<string> = new Set([
  "normal",
  "master",
  "replica",
  "slave",
  "pubsub",
]);

function typeOf(client: ClientConnection): string {
  if (client.isMaster) return "master";
  if (client.isReplica) return "replica";
  return client.subscriptions > 0 ? "pubsub" : "normal";
}

/** Replicas were called slaves. */
function nameOf(type: string): string {
  return type === "slave" ? "replica" : type;
}

function unknownType(type: Bytes): ErrorReply {
  return errorAbout((given) => `ERR Unknown client type '${given}'`, type);
}

/** CLIENT LIST [TYPE type | ID id [id ...]] */
function list(context: Context): Reply {
  const [, , option, ...values] = context.argv;
  const all = [...context.node.clients.values()];
  context.touch(all.length);
  const show = (chosen: readonly ClientConnection[]): Reply => ({
    verbatim: chosen.map((client) => `${describeClient(client)}\n`).join(""),
    format: "txt",
  });
  if (option === undefined) return show(all);
  if (context.behaviour.clientListFilters) {
    const filter = parseFilters(context, false);
    return "error" in filter ? filter : show(all.filter(filter));
  }
  const type = (values[0] ?? "").toLowerCase();
  if (option.toUpperCase() === "TYPE" && values.length === 1) {
    if (!clientTypes.has(type)) return unknownType(values[0]!);
    return show(all.filter((client) => typeOf(client) === nameOf(type)));
  }
  if (option.toUpperCase() !== "ID" || values.length === 0) return syntaxError;
  const chosen: ClientConnection[] = [];
  for (const value of values) {
    const id = parseInteger(value);
    if (id === null) return { error: "ERR Invalid client ID" };
    const client = context.node.clients.get(id);
    if (client !== undefined) chosen.push(client);
  }
  return show(chosen);
}

type Filter = (client: ClientConnection) => boolean;

/** CLIENT KILL address, or CLIENT KILL filter value [filter value ...] */
function kill(context: Context): Reply {
  if (context.argv.length === 3) {
    const named = (client: ClientConnection) => client.transport.remote === context.arg(2);
    if (killThose(context, named) === 0) return { error: "ERR No such client" };
    return ok;
  }
  const filter = parseFilters(context, true);
  return "error" in filter ? filter : killThose(context, filter);
}

/** filter value [filter value ...]: all of them must hold. @param skipMe unless SKIPME says otherwise. */
function parseFilters(context: Context, skipsMe: boolean): Filter | ErrorReply {
  const { node, client: self } = context;
  const filters: Filter[] = [];
  let skipMe = skipsMe;
  for (let i = 2; i < context.argv.length; i += 2) {
    if (i + 1 >= context.argv.length) return syntaxError;
    const filter = context.arg(i).toUpperCase();
    const value = context.arg(i + 1);
    if (filter === "SKIPME") {
      if (!["YES", "NO"].includes(value.toUpperCase())) return syntaxError;
      skipMe = value.toUpperCase() === "YES";
      continue;
    }
    if (filter === "ID" && context.behaviour.clientListFilters) {
      const ids = parseIds(context.argv, i + 1);
      if ("error" in ids) return ids;
      filters.push((client) => ids.includes(client.id));
      i += ids.length - 1;
      continue;
    }
    const parsed = parseFilter(node, filter, value);
    if ("error" in parsed) return parsed;
    filters.push(parsed);
  }
  return (client) => !(skipMe && client === self) && filters.every((holds) => holds(client));
}

/** Valkey takes as many ids as there are. */
function parseIds(argv: readonly Bytes[], from: number): readonly number[] | ErrorReply {
  const ids: number[] = [];
  for (const text of argv.slice(from)) {
    const id = parseInteger(text);
    if (id === null) break;
    if (id < 1) return { error: "ERR client-id should be greater than 0" };
    ids.push(id);
  }
  return ids;
}

function parseFilter(node: RedisNode, filter: string, value: Bytes): Filter | ErrorReply {
  switch (filter) {
    case "ID": {
      const id = parseInteger(value);
      if (id === null || id < 1) return { error: "ERR client-id should be greater than 0" };
      return (client) => client.id === id;
    }
    case "TYPE": {
      const type = value.toLowerCase();
      if (!clientTypes.has(type)) return unknownType(value);
      return (client) => typeOf(client) === nameOf(type);
    }
    case "ADDR":
      return (client) => client.transport.remote === value;
    case "LADDR":
      return () => `${node.address.host}:${node.address.port}` === value;
    case "USER": {
      const user = node.access.users.get(value);
      if (user === undefined) return errorAbout((name) => `ERR No such user '${name}'`, value);
      return (client) => client.user === user;
    }
    case "MAXAGE":
      return node.profile.behaviour.killTakesMaxAge ? olderThan(node, value) : syntaxError;
    default:
      return syntaxError;
  }
}

/** Seconds since the client connected. */
function olderThan({ ledger }: RedisNode, value: Bytes): Filter | ErrorReply {
  const seconds = parseInteger(value);
  if (seconds === null) return { error: "ERR maxage is not an integer or out of range" };
  if (seconds < 1) return { error: "ERR maxage should be greater than 0" };
  const now = Math.floor(ledger.nowMs / 1000);
  return ({ connectedMs }) => now - Math.floor(connectedMs / 1000) >= seconds;
}

function killThose(context: Context, chosen: Filter): number {
  let killed = 0;
  for (const client of context.node.clients.values()) {
    if (!chosen(client)) continue;
    // Who kills itself still gets the answer; the transport is closed behind it.
    if (client === context.client) client.close();
    else client.kill();
    killed++;
  }
  return killed;
}

/** CLIENT UNBLOCK client-id [TIMEOUT|ERROR] */
function unblock(context: Context): Reply {
  const { node, argv } = context;
  const [, subcommand = "", idText = "", reasonText = "TIMEOUT", ...rest] = argv;
  const hasMore = rest.length > 0;
  if (hasMore && !node.profile.behaviour.unblockTakesMore)
    return subcommandSyntaxError("CLIENT", subcommand);
  const reason = hasMore ? "TIMEOUT" : reasonText.toUpperCase();
  if (reason !== "TIMEOUT" && reason !== "ERROR")
    return { error: "ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR" };
  const id = parseInteger(idText);
  if (id === null) return notAnInteger;
  const target = node.clients.get(id);
  if (target === undefined || !target.isBlocked) return 0;
  if (reason === "TIMEOUT" && node.pause.holds(target))
    return context.unsupported(
      "CLIENT UNBLOCK of a client that CLIENT PAUSE holds: Redis 7.0 crashes",
    );
  if (reason === "TIMEOUT") node.blocked.timeOut(target);
  else node.blocked.release(target, { error: "UNBLOCKED client unblocked via CLIENT UNBLOCK" });
  return 1;
}

/** CLIENT PAUSE timeout [WRITE|ALL] */
function pause(context: Context): Reply {
  const [, subcommand = "", timeout = "", mode = "ALL", ...rest] = context.argv;
  if (rest.length > 0) return subcommandSyntaxError("CLIENT", subcommand);
  const lowerMode = mode.toLowerCase();
  if (lowerMode !== "write" && lowerMode !== "all")
    return { error: "ERR CLIENT PAUSE mode must be WRITE or ALL" };
  const until = parseTimeoutMs(context, timeout);
  if ("error" in until) return until;
  context.node.pause.begin(lowerMode, until.untilMs ?? 0);
  return ok;
}

function setReplyMode(context: Context): Reply {
  const { client } = context;
  const mode = context.arg(2);
  switch (mode.toUpperCase()) {
    case "ON":
      client.replyMode = "on";
      return ok;
    case "OFF":
      client.replyMode = "off";
      return noReply;
    case "SKIP":
      if (client.replyMode !== "off") client.replyMode = "skipNext";
      return noReply;
    default:
      return syntaxError;
  }
}
