import type { SimProcess } from "../../sim/kernel/simProcess.ts";
import type { ScenarioNodes } from "./scenarioNodes.ts";

/** Says for each client that nodes have of a process how many channels and patterns it is subscribed to. */
export function subscriptionsOf(process: SimProcess, nodes: ScenarioNodes | null): number[] {
  const addressPrefix = `10.0.1.${process.lane + 1}:`;
  const subscriptions: number[] = [];
  for (const { node, isUp } of nodes?.servers ?? []) {
    if (!isUp) continue;
    for (const client of node.clients.values()) {
      if (client.transport.remote.startsWith(addressPrefix))
        subscriptions.push(client.subscriptions);
    }
  }
  return subscriptions;
}
