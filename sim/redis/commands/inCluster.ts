import type { Cluster } from "../cluster/cluster.ts";
import type { Command } from "../command.ts";
import type { Context } from "../context.ts";
import { clusterDisabled } from "../errors.ts";
import type { Reply } from "../reply.ts";

/** A command that only a node of a cluster does; any other one refuses it, whatever it was given. */
export function inCluster(run: (context: Context, cluster: Cluster) => Reply): Command["run"] {
  return (context) => {
    const { cluster } = context.node;
    return cluster === null ? clusterDisabled : run(context, cluster);
  };
}
