import type { ClientConnection } from "./clientConnection.ts";
import type { RedisNode } from "./node.ts";

/** Closes the connections of clients that have said nothing for longer than `timeout`, in whole seconds, as Redis does. */
export function closeIdleClients(node: RedisNode): void {
  if (node.settings.timeout === 0) return;
  const idle = [...node.clients.values()].filter(
    (client) => mayBeClosed(client) && closesAtMs(client) <= node.ledger.nowMs,
  );
  for (const client of idle) client.kill();
}

/** When the next one is due, by the node's clock in milliseconds; null when never. */
export function nextIdleMs(node: RedisNode): number | null {
  if (node.settings.timeout === 0) return null;
  let nextMs: number | null = null;
  for (const client of node.clients.values()) {
    if (!mayBeClosed(client)) continue;
    const atMs = closesAtMs(client);
    if (nextMs === null || atMs < nextMs) nextMs = atMs;
  }
  return nextMs;
}

/** Who waits for a key, a message or commands to watch is not idle, nor is another node. */
function mayBeClosed(client: ClientConnection): boolean {
  if (client.isMaster || client.isReplica) return false;
  return !client.isBlocked && client.subscriptions === 0 && !client.node.monitors.has(client);
}

function closesAtMs({ lastCommandMs, node }: ClientConnection): number {
  return 1000 * (Math.floor(lastCommandMs / 1000) + node.settings.timeout + 1);
}
