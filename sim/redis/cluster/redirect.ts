import type { Bytes } from "../bytes.ts";
import type { ClientConnection } from "../clientConnection.ts";
import type { Command } from "../command.ts";
import { countsAsWrite } from "../declaredFlags.ts";
import type { ErrorReply } from "../errors.ts";
import { hashSlot } from "../hashSlot.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./clusterNode.ts";
import { redirectionError } from "./redirectionError.ts";
import { requestKeys } from "./requestKeys.ts";

/** Why a request is not served by the node that got it, by Redis' CLUSTER_REDIR codes. */
export type Redirection =
  | { readonly why: "crossSlot" | "tryAgain" | "down" | "downForWrites" | "unbound" }
  | { readonly why: "moved" | "ask"; readonly slot: number; readonly to: ClusterNode };

/** Where the keys of a request are served: here when `redirection` is null. `slot` is -1 where it has none, or it is not known. */
export type Routing = { readonly slot: number; readonly redirection: Redirection | null };

/** Who asks, as far as that matters: in a script the client that has called it. */
type Asker = Pick<ClientConnection, "isReadOnly" | "isAsking" | "transaction">;

type Request = { readonly command: Command; readonly argv: readonly Bytes[] };

/**
 * Where a request is to be served, as this node sees the cluster: `getNodeByQuery` of Redis 7.0.15 (cluster.c). EXEC is asked for all
 * that it queues.
 */
export function routingOf(
  cluster: Cluster,
  client: Asker,
  command: Command,
  argv: readonly Bytes[],
): Routing {
  return routingWhenCalm(cluster, command, argv) ?? routingInDetail(cluster, client, command, argv);
}

/** The same as mostly, for each command of each script: no slot is on its way, and what is asked for is here. Null when it is not that. */
function routingWhenCalm(
  { state }: Cluster,
  command: Command,
  argv: readonly Bytes[],
): Routing | null {
  if (command.name === "EXEC" || state.health !== "ok") return null;
  if (state.migratingTo.size > 0 || state.importingFrom.size > 0) return null;
  const keys = requestKeys(command, argv);
  const [first] = keys;
  if (first === undefined) return servedAnywhere;
  const slot = hashSlot(first);
  if (state.ownerOf(slot) !== state.myself) return null;
  for (let i = 1; i < keys.length; i++)
    if (keys[i] !== first && hashSlot(keys[i]!) !== slot) return null;
  return { slot, redirection: null };
}

function routingInDetail(
  cluster: Cluster,
  client: Asker,
  command: Command,
  argv: readonly Bytes[],
): Routing {
  const { state, node } = cluster;
  const isExec = command.name === "EXEC";
  if (isExec && client.transaction === null) return servedAnywhere;
  const requests: readonly Request[] = isExec
    ? (client.transaction?.queue ?? [])
    : [{ command, argv }];
  const { behaviour } = node.profile;
  // What is queued counts as soon as it is met.
  let isAboutChannels =
    aboutShardChannels.has(command.name) &&
    (command.name !== "SUNSUBSCRIBE" || behaviour.replicasUnsubscribe);

  let firstKey: Bytes | null = null;
  let owner: ClusterNode | null = null;
  let slot = -1;
  let isMigrating = false;
  let isImporting = false;
  let hasSeveralKeys = false;
  let missing = 0;
  let existing = 0;
  for (const request of requests) {
    if (isExec && behaviour.transactionsMayBeAboutChannels)
      isAboutChannels ||= sendsOrSubscribes.has(request.command.name);
    for (const key of requestKeys(request.command, request.argv)) {
      if (firstKey === null) {
        firstKey = key;
        slot = hashSlot(key);
        owner = state.ownerOf(slot);
        if (owner === null) return refused({ why: "unbound" });
        isMigrating = owner === state.myself && state.migratingTo.has(slot);
        isImporting = !isMigrating && state.importingFrom.has(slot);
      } else if (key !== firstKey) {
        if (hashSlot(key) !== slot) return refused({ why: "crossSlot" });
        hasSeveralKeys = true;
      }
      if ((isMigrating || isImporting) && !isAboutChannels) {
        const db = node.databases[0]!;
        if (db.peek(key) === undefined || db.isExpired(key)) missing++;
        else existing++;
      }
    }
  }
  if (owner === null) return servedAnywhere;

  const isWrite = (): boolean => countsAsWrite(node, command, argv);
  if (state.health !== "ok") {
    const allows = (what: string): boolean => node.config.get(`cluster-allow-${what}`) === "yes";
    if (isAboutChannels) {
      if (!allows("pubsubshard-when-down")) return refused({ why: "down" });
    } else if (!allows("reads-when-down")) return refused({ why: "down" });
    else if (isWrite()) return refused({ why: "downForWrites" });
  }

  const here: Routing = { slot, redirection: null };
  if ((isMigrating || isImporting) && command.name === "MIGRATE") return here;
  if (isMigrating && missing > 0) {
    if (existing > 0) return { slot, redirection: { why: "tryAgain" } };
    return { slot, redirection: { why: "ask", slot, to: state.migratingTo.get(slot)! } };
  }
  if (isImporting && (client.isAsking || command.flags.includes("asking"))) {
    const isPartial = hasSeveralKeys && missing > 0;
    return isPartial ? { slot, redirection: { why: "tryAgain" } } : here;
  }
  const { myself } = state;
  if (owner === myself) return here;
  if ((client.isReadOnly || isAboutChannels) && myself.isReplica && myself.master === owner) {
    const queuesWrites =
      isExec && requests.some((queued) => countsAsWrite(node, queued.command, queued.argv));
    if (!queuesWrites && !isWrite()) return here;
  }
  return { slot, redirection: { why: "moved", slot, to: owner } };
}

/** Whether a request can be anywhere but here at all: those without keys are served by every node. */
export function mayHaveSlot({ name, flags, facts: [, , , , , , , specs] }: Command): boolean {
  return specs.length > 0 || name === "EXEC" || flags.includes("movablekeys");
}

/**
 * One redis.call of a script: its keys have to be here, and in the slot of those that the script was given, unless it may use several.
 * `scriptVerifyClusterState` of Redis 7.0.15 (script.c).
 */
export function whyNotLocal(
  cluster: Cluster,
  caller: ClientConnection,
  command: Command,
  argv: readonly Bytes[],
  mayCrossSlots: boolean,
): ErrorReply | null {
  const { isReadOnly, isAsking } = caller;
  const { slot, redirection } =
    routingWhenCalm(cluster, command, argv) ??
    routingInDetail(cluster, { isReadOnly, isAsking, transaction: null }, command, argv);
  const { scriptCrossesSlots } = cluster.node.profile.behaviour;
  if (redirection?.why === "crossSlot" && scriptCrossesSlots !== null)
    return { error: scriptCrossesSlots(command.fullName) };
  if (redirection?.why === "unbound" && scriptCrossesSlots !== null) return scriptMeetsNoOwner;
  if (redirection !== null)
    return redirection.why === "downForWrites"
      ? scriptWritesWhileDown
      : redirection.why === "down"
        ? scriptCallsWhileDown
        : notLocal;
  if (slot === -1 || mayCrossSlots) return null;
  if (caller.slot === -1) caller.slot = slot;
  return caller.slot === slot ? null : slotsDiffer;
}

/** Whoever waits for keys that this node no longer serves is told so: `clusterRedirectBlockedClientIfNeeded` of Redis 7.0.15. */
export function redirectBlockedClients({ state, node }: Cluster): void {
  if (node.blocked.size === 0) return;
  const errorFor = (client: ClientConnection, key: Bytes): ErrorReply | null => {
    if (state.health !== "ok") return redirectionError(node, { why: "down" });
    const slot = hashSlot(key);
    const owner = state.ownerOf(slot);
    const { myself } = state;
    if (owner === myself || state.importingFrom.has(slot)) return null;
    const isWrite = node.registry.get(client.lastCommand)?.flags.includes("write") ?? false;
    if (client.isReadOnly && !isWrite && myself.isReplica && myself.master === owner) return null;
    return redirectionError(
      node,
      owner === null ? { why: "unbound" } : { why: "moved", slot, to: owner },
    );
  };
  node.blocked.releaseThose(errorFor);
}

const servedAnywhere: Routing = { slot: -1, redirection: null };
const refused = (redirection: Redirection): Routing => ({ slot: -1, redirection });

const sendsOrSubscribes: ReadonlySet<string> = new Set([
  "SSUBSCRIBE",
  "SPUBLISH",
  "SUBSCRIBE",
  "PSUBSCRIBE",
  "PUBLISH",
]);
const aboutShardChannels: ReadonlySet<string> = new Set(["SSUBSCRIBE", "SUNSUBSCRIBE", "SPUBLISH"]);

const scriptWritesWhileDown: ErrorReply = {
  error: "ERR Script attempted to execute a write command while the cluster is down and readonly",
};
const scriptCallsWhileDown: ErrorReply = {
  error: "ERR Script attempted to execute a command while the cluster is down",
};
const scriptMeetsNoOwner: ErrorReply = {
  error: "ERR Script attempted to access a slot not served",
};
const notLocal: ErrorReply = {
  error: "ERR Script attempted to access a non local key in a cluster node",
};
const slotsDiffer: ErrorReply = {
  error: "ERR Script attempted to access keys that do not hash to the same slot",
};
