import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { clusterDisabled } from "../errors.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { inCluster } from "./inCluster.ts";

/** What a client says of itself, so that it is served by a node that would send it elsewhere. */
export const clusterClients = family({
  ASKING: inCluster(({ client }) => {
    client.isAsking = true;
    return ok;
  }),
  READONLY: (context) => setReadOnly(context, true),
  READWRITE: (context) => setReadOnly(context, false),
});

/** Valkey lets replicas without a cluster be read, and so takes what says so anywhere. */
function setReadOnly({ client, node, behaviour }: Context, isReadOnly: boolean): Reply {
  if (node.cluster === null && !behaviour.readonlyNeedsNoCluster) return clusterDisabled;
  client.isReadOnly = isReadOnly;
  return ok;
}
