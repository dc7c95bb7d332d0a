import { removeLeftContainers } from "./containersOfTopology.ts";
import type { Engine } from "./engine.ts";
import { signalGroup } from "./processRoom.ts";
import { serversIn } from "./serversIn.ts";
import { leftFolders, removeTopologyFolder } from "./topologyFolder.ts";

/**
 * Removes what runs have left whose processes died before they could: servers, containers, networks, folders.
 * What belongs to others, or to processes that live, stays.
 *
 * @param engine null where containers are not looked for.
 */
export async function removeLeftovers(engine: Engine | null): Promise<void> {
  if (engine !== null) await removeLeftContainers(engine); // they may have folders mounted
  for (const folder of leftFolders()) {
    for (const pid of serversIn(folder)) signalGroup(pid, "SIGKILL");
    removeTopologyFolder(folder);
  }
}
