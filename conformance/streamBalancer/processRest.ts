import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { ProcessRest } from "../../spec/streamBalancer/history.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";
import { subscriptionsOf } from "../scenario/subscriptionsOf.ts";

/**
 * What a process still has now.
 *
 * @param isRunning it was started, and was neither shut down nor dead
 */
export function processRestOf(
  process: SimProcess,
  { nodes }: ScenarioServer,
  isRunning: boolean,
): ProcessRest {
  return {
    process: process.name,
    isRunning,
    connections: process.world.network.connectionsOf(process).filter(({ isOpen }) => isOpen).length,
    subscriptions: subscriptionsOf(process, nodes).filter((count) => count > 0).length,
    timers: process.timers,
  };
}
