import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { errorAbout, notAnInteger, subcommandSyntaxError, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { noReply, ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { setClientName } from "./clientName.ts";

export const clients = family({
  "CLIENT|ID": ({ client }) => client.id,
  "CLIENT|SETNAME": ({ client, argv: [, , name = ""] }) => setClientName(client, name) ?? ok,
  "CLIENT|GETNAME": ({ client }) => (client.name === "" ? null : client.name),
  "CLIENT|INFO": ({ client }) => ({ verbatim: `${describe(client)}\n`, format: "txt" }),
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
  "CLIENT|GETREDIR": () => -1,
  "CLIENT|CACHING": () => notTracking,
  "CLIENT|TRACKINGINFO": () => ({
    map: [
      ["flags", { set: ["off"] }],
      ["redirect", -1],
      ["prefixes", []],
    ],
  }),
  "CLIENT|UNPAUSE": () => ok,
});

const notTracking = {
  error:
    "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled",
};

/** One line of CLIENT LIST. The model has no buffers, so what Redis says of their sizes is that of an idle client. */
function describe(client: ClientConnection): string {
  const { node } = client;
  const seconds = (sinceMs: number) => Math.floor((node.ledger.nowMs - sinceMs) / 1000);
  const fields: readonly (readonly [string, string | number])[] = [
    ["id", client.id],
    ["addr", client.transport.remote],
    ["laddr", `${node.address.host}:${node.address.port}`],
    ["fd", client.id + 7],
    ["name", client.name],
    ["age", seconds(client.connectedMs)],
    ["idle", seconds(client.lastCommandMs)],
    ["flags", flagsOf(client)],
    ["capa", client.capabilities],
    ["db", client.database],
    ["sub", client.channels.size],
    ["psub", client.patterns.size],
    ["ssub", client.shardChannels.size],
    ["multi", client.transaction === null ? -1 : client.transaction.queue.length],
    ["watch", client.watched?.keys.size ?? 0],
    ["qbuf", 0],
    ["qbuf-free", 0],
    ["argv-mem", 0],
    ["multi-mem", 0],
    ["rbs", 1024],
    ["rbp", 0],
    ["obl", 0],
    ["oll", 0],
    ["omem", 0],
    ["tot-mem", 1800],
    ["events", "r"],
    ["cmd", client.lastCommand.toLowerCase()],
    ["user", "default"],
    ["redir", -1],
    ["resp", client.protocol],
    ["lib-name", client.library.name],
    ["lib-ver", client.library.version],
    ["io-thread", 0],
    ["tot-net-in", 0],
    ["tot-net-out", 0],
    ["tot-cmds", 0],
  ];
  const { newClientFields } = node.profile.behaviour;
  return fields
    .filter(([name]) => !laterFields.has(name) || newClientFields.includes(name))
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

/** The fields that Redis 7.0 did not have yet. */
const laterFields: ReadonlySet<string> = new Set(
  "capa watch lib-name lib-ver io-thread tot-net-in tot-net-out tot-cmds".split(" "),
);

function flagsOf(client: ClientConnection): string {
  const flags = [
    client.subscriptions > 0 ? "P" : "",
    client.transaction === null ? "" : "x",
    client.isBlocked ? "b" : "",
    client.watched?.changed ? "d" : "",
    client.noEvict ? "e" : "",
    client.noTouch ? "T" : "",
  ].join("");
  return flags === "" ? "N" : flags;
}

const clientTypes: ReadonlySet<string> = new Set([
  "normal",
  "master",
  "replica",
  "slave",
  "pubsub",
]);

function typeOf(client: ClientConnection): string {
  return client.subscriptions > 0 ? "pubsub" : "normal";
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
    verbatim: chosen.map((client) => `${describe(client)}\n`).join(""),
    format: "txt",
  });
  if (option === undefined) return show(all);
  const type = (values[0] ?? "").toLowerCase();
  if (option.toUpperCase() === "TYPE" && values.length === 1) {
    if (!clientTypes.has(type)) return unknownType(values[0]!);
    return show(all.filter((client) => typeOf(client) === type));
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
  const { node, client: self } = context;
  if (context.argv.length === 3) {
    const named = (client: ClientConnection) => client.transport.remote === context.arg(2);
    if (killThose(context, named) === 0) return { error: "ERR No such client" };
    return ok;
  }
  const filters: Filter[] = [];
  let skipMe = true;
  for (let i = 2; i < context.argv.length; i += 2) {
    if (i + 1 >= context.argv.length) return syntaxError;
    const filter = context.arg(i).toUpperCase();
    const value = context.arg(i + 1);
    if (filter === "SKIPME") {
      if (!["YES", "NO"].includes(value.toUpperCase())) return syntaxError;
      skipMe = value.toUpperCase() === "YES";
      continue;
    }
    const parsed = parseFilter(filter, value, `${node.address.host}:${node.address.port}`);
    if ("error" in parsed) return parsed;
    filters.push(parsed);
  }
  return killThose(
    context,
    (client) => !(skipMe && client === self) && filters.every((holds) => holds(client)),
  );
}

function parseFilter(filter: string, value: Bytes, localAddress: string): Filter | ErrorReply {
  switch (filter) {
    case "ID": {
      const id = parseInteger(value);
      if (id === null || id < 1) return { error: "ERR client-id should be greater than 0" };
      return (client) => client.id === id;
    }
    case "TYPE": {
      const type = value.toLowerCase();
      if (!clientTypes.has(type)) return unknownType(value);
      return (client) => typeOf(client) === type;
    }
    case "ADDR":
      return (client) => client.transport.remote === value;
    case "LADDR":
      return () => localAddress === value;
    case "USER":
      if (value !== "default") return errorAbout((user) => `ERR No such user '${user}'`, value);
      return () => true;
    default:
      return syntaxError;
  }
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
function unblock({ node, argv }: Context): Reply {
  const [, subcommand = "", idText = "", reasonText = "TIMEOUT", ...rest] = argv;
  if (rest.length > 0) return subcommandSyntaxError("CLIENT", subcommand);
  const reason = reasonText.toUpperCase();
  if (reason !== "TIMEOUT" && reason !== "ERROR")
    return { error: "ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR" };
  const id = parseInteger(idText);
  if (id === null) return notAnInteger;
  const target = node.clients.get(id);
  if (target === undefined || !target.isBlocked) return 0;
  if (reason === "TIMEOUT") node.blocked.timeOut(target);
  else node.blocked.release(target, { error: "UNBLOCKED client unblocked via CLIENT UNBLOCK" });
  return 1;
}

function setReplyMode({ client, argv: [, , mode = ""] }: Context): Reply {
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
