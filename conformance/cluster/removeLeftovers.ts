import { signalGroup } from "./processRoom.ts";
import { serversIn } from "./serversIn.ts";
import { leftFolders, removeTopologyFolder } from "./topologyFolder.ts";

/** Removes what runs have left whose processes died before they could: servers, containers, networks, folders. Only ours. */
export async function removeLeftovers(): Promise<void> {
  for (const folder of leftFolders()) {
    for (const pid of serversIn(folder)) signalGroup(pid, "SIGKILL");
    removeTopologyFolder(folder);
  }
}
