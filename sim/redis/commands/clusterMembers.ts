import type { Bytes } from "../bytes.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { ClusterNode } from "../cluster/clusterNode.ts";
import { failureReportsCount } from "../cluster/failureReports.ts";
import { todo } from "../cluster/clusterState.ts";
import { family } from "../command.ts";
import type { Context } from "../context.ts";
import { badSubcommand, errorAbout, notAnInteger, syntaxError } from "../errors.ts";
import type { ErrorReply } from "../errors.ts";
import { parseInteger } from "../numbers/parseInteger.ts";
import { ok } from "../reply.ts";
import type { Reply } from "../reply.ts";
import { inCluster } from "./inCluster.ts";

/** Who belongs to the cluster, and who is whose replica. The order of the checks is that of clusterCommand in Redis 7.0.15. */
export const clusterMembers = family({
  "CLUSTER|MEET": inCluster(meet),
  "CLUSTER|FORGET": inCluster((context, cluster) => {
    const { state } = cluster;
    const node = memberOf(cluster, context.arg(2));
    if ("error" in node) return node;
    if (node === state.myself) return { error: "ERR I tried hard but I can't forget myself..." };
    if (state.myself.isReplica && state.myself.master === node)
      return { error: "ERR Can't forget my master!" };
    cluster.forget(node);
    return ok;
  }),
  "CLUSTER|REPLICATE": inCluster((context, cluster) => {
    const { myself } = cluster.state;
    const node = memberOf(cluster, context.arg(2));
    if ("error" in node) return node;
    if (node === myself) return { error: "ERR Can't replicate myself" };
    if (node.isReplica) return { error: "ERR I can only replicate a master, not a replica." };
    const isEmpty = myself.slotCount === 0 && context.node.databases[0]!.size === 0;
    if (myself.isMaster && !isEmpty)
      return { error: "ERR To set a master the node must be empty and without assigned slots." };
    cluster.setMaster(node);
    return ok;
  }),
  "CLUSTER|FAILOVER": inCluster(failover),
  "CLUSTER|RESET": inCluster((context, cluster) => {
    const { argv, db } = context;
    if (argv.length > 3) return badSubcommand(argv);
    const how = argv[2]?.toLowerCase() ?? "soft";
    if (how !== "hard" && how !== "soft") return syntaxError;
    if (cluster.state.myself.isMaster && db.size > 0)
      return { error: "ERR CLUSTER RESET can't be called with master nodes containing keys" };
    cluster.reset(how === "hard");
    return ok;
  }),
  "CLUSTER|BUMPEPOCH": inCluster((_, cluster) => {
    const word = cluster.bumpEpoch() ? "BUMPED" : "STILL";
    return { status: `${word} ${cluster.state.myself.configEpoch}` };
  }),
  "CLUSTER|SET-CONFIG-EPOCH": inCluster(setConfigEpoch),
  "CLUSTER|SAVECONFIG": inCluster((_, cluster) => {
    cluster.saveConfig();
    return ok;
  }),
  "CLUSTER|COUNT-FAILURE-REPORTS": inCluster((context, cluster) => {
    const node = memberOf(cluster, context.arg(2));
    return "error" in node ? node : failureReportsCount(cluster, node);
  }),
});

/** The node of that id, or what is wrong with it. */
export function memberOf({ state }: Cluster, id: Bytes): ClusterNode | ErrorReply {
  return state.nodes.get(id) ?? errorAbout((given) => `ERR Unknown node ${given}`, id);
}

/** CLUSTER MEET ip port [bus-port] */
function meet(context: Context, cluster: Cluster): Reply {
  const { argv } = context;
  if (argv.length > 5) return badSubcommand(argv);
  const [host, portText, busPortText] = [context.arg(2), context.arg(3), argv[4]];
  const { called, rangeIsSaid } = context.behaviour.meetPorts;
  const port = parseInteger(portText);
  if (port === null)
    return errorAbout((given) => `ERR Invalid ${called}base port specified: ${given}`, portText);
  if (rangeIsSaid && (port <= 0 || port > 65_535))
    return { error: "ERR Port number is out of range" };
  const busPort = busPortText === undefined ? port + 10_000 : parseInteger(busPortText);
  if (busPort === null)
    return errorAbout((given) => `ERR Invalid ${called}bus port specified: ${given}`, busPortText!);
  return cluster.meet(host, port, busPort) === "invalid"
    ? errorAbout(
        (...given) => `ERR Invalid node address specified: ${given.join(":")}`,
        host,
        portText,
      )
    : ok;
}

/** CLUSTER FAILOVER [FORCE|TAKEOVER] */
function failover({ argv }: Context, cluster: Cluster): Reply {
  if (argv.length > 3) return badSubcommand(argv);
  const kind = argv[2]?.toLowerCase() ?? "manual";
  if (argv.length === 3 && kind !== "force" && kind !== "takeover") return syntaxError;
  const { myself } = cluster.state;
  if (myself.isMaster) return { error: "ERR You should send CLUSTER FAILOVER to a replica" };
  const { master } = myself;
  if (master === null) return { error: "ERR I'm a replica but my master is unknown to me" };
  if (argv.length === 2 && (master.isFailed || master.link === null))
    return { error: "ERR Master is down or failed, please use CLUSTER FAILOVER FORCE" };
  cluster.failover(argv.length === 2 ? "manual" : kind === "force" ? "force" : "takeover");
  return ok;
}

/** CLUSTER SET-CONFIG-EPOCH epoch */
function setConfigEpoch(context: Context, { state }: Cluster): Reply {
  const epoch = parseInteger(context.arg(2));
  if (epoch === null) return notAnInteger;
  if (epoch < 0) return { error: `ERR Invalid config epoch specified: ${epoch}` };
  if (state.nodes.size > 1)
    return {
      error:
        "ERR The user can assign a config epoch only when the node does not know any other node.",
    };
  if (state.myself.configEpoch !== 0) return { error: "ERR Node config epoch is already non-zero" };
  state.myself.configEpoch = epoch;
  if (state.currentEpoch < epoch) state.currentEpoch = epoch;
  state.doBeforeSleep(todo.updateState | todo.saveConfig);
  return ok;
}
