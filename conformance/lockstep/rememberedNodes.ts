import type { Bytes } from "../../sim/redis/bytes.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import { nodesConfOf } from "../differential/cluster/clusterTwins.ts";

/** What a real node finds about its cluster when it starts: all that the model's node knows now. */
export const rememberedNodes = (node: RedisNode): Bytes => nodesConfOf(node, node.profile.name);

/**
 * The same for a cluster that has just been made. There a replica has a config epoch of its own, for which a file has no
 * room (Redis 7.0.15, `clusterLoadConfig`): it starts as a master without slots, and is to be told whom it follows.
 */
export function firstRememberedNodes(node: RedisNode): Bytes {
  const myself = node.cluster?.state.myself;
  const file = rememberedNodes(node);
  if (myself === undefined || myself.isMaster) return file;
  return file
    .split("\n")
    .map((line) => {
      const [id = "", address = "", flags = "", master = "", ping = "", pong = "", , ...rest] = line.split(" "); // prettier-ignore
      if (id !== myself.id) return line;
      const epoch = String(myself.configEpoch);
      return [id, address, flags.replace("slave", "master"), master.replace(/.+/, "-"), ping, pong, epoch, ...rest].join(" "); // prettier-ignore
    })
    .join("\n");
}
