import { RedisServer, type RedisServerOptions } from "../../sim/redisServer.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { ScenarioServer } from "./scenarioServer.ts";

/** The `model` backend: the model at an address of the simulated network. It can do, and count, all that a scenario asks for. */
export function modelServer(world: World, options: RedisServerOptions): ScenarioServer {
  const server = new RedisServer(world, options);
  return Object.assign(server, {
    changes: () => server.node.ledger.changes,
    unsupported: () => [...new Set(server.node.unsupported)],
    whyNotStruck: () => null,
    whyNotJudged: () => null,
    close: () => undefined,
  });
}
