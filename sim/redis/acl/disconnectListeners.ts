import type { RedisNode } from "../node.ts";
import { mayUseChannel } from "./denial.ts";
import type { User } from "./user.ts";

/** Ends the connections of a user that listen to what the changed rules forbid (`ACLKillPubsubClientsIfNeeded` of acl.c). */
export function disconnectListeners(node: RedisNode, user: User, changed: User): void {
  const selectors = [changed.root, ...changed.selectors];
  if (selectors.some(({ allChannels }) => allChannels)) return;
  const allowed = selectors.flatMap(({ channels }) => channels);
  const before = [user.root, ...user.selectors];
  // Rules that were only added take nothing away.
  const onlyAdded = before.every(
    ({ allChannels, channels }) =>
      !allChannels && channels.every((channel) => allowed.includes(channel)),
  );
  if (onlyAdded) return;
  for (const client of node.clients.values()) {
    if (client.user !== user) continue;
    const mayListen =
      [...client.patterns].every((pattern) => mayUseChannel(allowed, pattern, true)) &&
      [...client.channels, ...client.shardChannels].every((channel) =>
        mayUseChannel(allowed, channel, false),
      );
    if (!mayListen) client.kill();
  }
}
