import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { ProcessRest } from "../../spec/streamBalancer/history.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";

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
  const addressPrefix = `10.0.1.${process.lane + 1}:`;
  let subscriptions = 0;
  for (const { node, isUp } of nodes?.servers ?? []) {
    if (!isUp) continue;
    for (const client of node.clients.values()) {
      if (client.transport.remote.startsWith(addressPrefix) && client.subscriptions > 0)
        subscriptions++;
    }
  }
  return {
    process: process.name,
    isRunning,
    connections: process.world.network.connectionsOf(process).filter(({ isOpen }) => isOpen).length,
    subscriptions,
    timers: process.timers,
  };
}
