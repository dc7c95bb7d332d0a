import type { Bytes } from "./bytes.ts";
import type { ClientConnection } from "./clientConnection.ts";

/** One line of CLIENT LIST. The model has no buffers, so what Redis says of their sizes is that of an idle client. */
export function describeClient(client: ClientConnection): Bytes {
  const { node } = client;
  // Redis keeps whole seconds of both times and subtracts those.
  const seconds = (sinceMs: number) =>
    Math.floor(node.ledger.nowMs / 1000) - Math.floor(sinceMs / 1000);
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
    ["multi", client.transaction?.queue.length ?? (client.hadTransaction ? 0 : -1)],
    ["watch", client.watched?.changed ? 0 : (client.watched?.keys.size ?? 0)],
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
    ["cmd", client.lastCommand === "NULL" ? "NULL" : client.lastCommand.toLowerCase()],
    ["user", client.isMaster ? "(superuser)" : client.user.name],
    ["redir", client.tracking?.redirect ?? -1],
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
    client.isReplica ? "S" : "",
    client.isMaster ? "M" : "",
    client.subscriptions > 0 ? "P" : "",
    client.transaction === null ? "" : "x",
    client.isBlocked ? "b" : "",
    client.tracking === null ? "" : "t",
    client.tracking?.isBroken ? "R" : "",
    client.tracking?.broadcasts ? "B" : "",
    client.watched?.changed ? "d" : "",
    client.isReadOnly ? "r" : "",
    client.noEvict ? "e" : "",
    client.noTouch ? "T" : "",
  ].join("");
  return flags === "" ? "N" : flags;
}
