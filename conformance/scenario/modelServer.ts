import type { World } from "../../sim/kernel/world.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { Executed, RedisServer } from "../../sim/redisServer.ts";
import { RedisTopology, type RedisTopologyOptions } from "../../sim/redisTopology.ts";
import type { ChangedKey } from "../../sim/sharedWork.ts";
import { whyNotOn } from "../../spec/nodeFault.ts";
import type { Topology } from "../../spec/topology.ts";
import { ScenarioNodes } from "./scenarioNodes.ts";
import type { ScenarioServer } from "./scenarioServer.ts";

/**
 * The `model` backend: the model, as one node or as several, at addresses of the simulated network. It can do, and
 * count, all that a scenario asks for.
 *
 * @param dataKey a key of the subject, or the beginning of some; whoever owns its slot is the master of the data
 */
export function modelServer(
  world: World,
  topology: Topology,
  dataKey: string,
  options: RedisTopologyOptions,
): ScenarioServer {
  const nodes = new ScenarioNodes(new RedisTopology(world, topology, options), dataKey);
  const { servers } = nodes;
  const isAlone = servers.length === 1;
  const [first] = servers;
  const holderOf = (key: string): RedisServer | null => {
    if (!isAlone) return nodes.holderOf(key);
    return first?.isUp === true ? first : null;
  };

  const server: ScenarioServer = {
    get commands() {
      return servers.reduce((sum, { commands }) => sum + commands, 0);
    },
    findOp: null,
    onExecuted: null,
    onChanged: null,
    admin(argv) {
      const [, key = ""] = argv;
      return holderOf(key)?.admin(argv) ?? null;
    },
    isReachable: (key) => holderOf(key) !== null,
    keys: () => nodes.owners().flatMap((owner) => textsIn(owner.admin(["KEYS", "*"]))),
    flushScripts() {
      for (const each of servers) if (each.isUp) each.admin(["SCRIPT", "FLUSH"]);
    },
    settle() {
      for (const each of servers) each.settle();
    },
    changes: () => servers.reduce((sum, { node }) => sum + node.ledger.changes, 0),
    unsupported: () => [...new Set(nodes.unsupported())],
    whyNotStruck: (kind) => whyNotOn(kind, topology),
    whyNotJudged: () => null,
    nodes,
    close: () => undefined,
  };

  for (const each of servers) {
    each.findOp = (...request) => server.findOp?.(...request) ?? null;
    if (isAlone) {
      each.onExecuted = (executed) => server.onExecuted?.(executed, null);
      each.onChanged = (changed, cause) => server.onChanged?.(changed, cause, null);
      continue;
    }
    each.onExecuted = (executed) => {
      const isAside = executed.slots.length > 0 && isReplacedFor(each, executed);
      server.onExecuted?.(executed, isAside ? each.host : null);
    };
    each.onChanged = (changed, cause) => tellChanges(each, changed, cause);
  }

  /** Whether a node executed something as the master of what another one owns. */
  function isReplacedFor(each: RedisServer, { slots }: Executed): boolean {
    const [slot = nodes.dataSlot] = slots;
    return nodes.ownerOf(slot) !== each && nodes.isReplaced(each, slot);
  }

  /** What replicas are told by their masters is no change of its own. */
  function tellChanges(
    each: RedisServer,
    changed: readonly ChangedKey[],
    cause: Executed | null,
  ): void {
    const own = changed.filter(({ key }) => nodes.holderOf(key) === each);
    if (own.length > 0) server.onChanged?.(own, cause, null);
    if (own.length === changed.length || cause === null || !nodes.isReplaced(each)) return;
    const aside = changed.filter((change) => !own.includes(change));
    server.onChanged?.(aside, cause, each.host);
  }

  return server;
}

/** The texts in a list. */
function textsIn(reply: Reply): readonly string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
