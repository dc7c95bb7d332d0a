import type { NodeAddress } from "../../adapters/clients/redisClient.ts";
import type { World } from "../../sim/kernel/world.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { countNodes, type Topology } from "../../spec/topology.ts";
import { modelServer } from "./modelServer.ts";
import { masterName } from "./operator.ts";
import type { ScenarioRunOptions } from "./scenarioRun.ts";
import type { ScenarioServer } from "./scenarioServer.ts";
import { startMs } from "./startMs.ts";

const port = 6379;
const node: NodeAddress = { host: "redis-1", port };

/**
 * What makes the Redis of a run. Whatever has to be loaded is loaded before there is a world.
 *
 * @param dataKey a key of the subject, or the beginning of some; whoever owns its slot is the master of the data
 */
export async function openServer(
  options: Pick<
    ScenarioRunOptions,
    "scenario" | "backend" | "redisVersion" | "realServers" | "onLockstepReport"
  >,
  dataKey: string,
): Promise<(world: World) => ScenarioServer> {
  const { scenario, backend = "model", redisVersion: version = "7.0", onLockstepReport } = options;
  const { topology, config = {} } = scenario;
  if (backend === "mock") {
    const { mockServer } = await import("../mock/mockServer.ts");
    return (world) => mockServer(world, node);
  }
  const lua = await LuaEngine.load();
  const settings = new Map(Object.entries(config));
  if (backend === "lockstep") {
    const { lockstepServer, removeLeftServers } = await import("../lockstep/lockstepServer.ts");
    await removeLeftServers();
    const { atHand, makerFor } = await import("../lockstep/realServers.ts");
    const maker = await makerFor(options.realServers ?? atHand, version);
    const asked = {
      lua,
      version,
      maker,
      config: settings,
      startMs,
      ...(onLockstepReport === undefined ? {} : { onReport: onLockstepReport }),
    };
    return (world) => lockstepServer(world, topology, dataKey, asked);
  }
  return (world) => modelServer(world, topology, dataKey, { lua, version, config: settings });
}

/** Where clients are told to find Redis: one node, the name that follows the master, or all nodes of a cluster. */
export function addressesOf(topology: Topology): {
  readonly nodes: readonly [NodeAddress, ...NodeAddress[]];
  readonly cluster?: true;
} {
  switch (topology.kind) {
    case "standalone":
      return { nodes: [node] };
    case "replicated":
      return { nodes: [{ host: masterName, port }] };
    case "cluster": {
      const others = Array.from({ length: countNodes(topology) - 1 }, (_, i) => ({
        host: `redis-${i + 2}`,
        port,
      }));
      return { nodes: [node, ...others], cluster: true };
    }
  }
}
