import { basename } from "node:path";
import { ContainerMachine } from "./containerMachine.ts";
import { createContainerNetwork } from "./containerNetwork.ts";
import { labelsOf, removalOf, removeTopology, removeTopologyNow } from "./containersOfTopology.ts";
import { endWithUs } from "./endWithUs.ts";
import { ordered, type Engine } from "./engine.ts";
import type { MachineOrder, MachineRoom } from "./machine.ts";
import { readyImage } from "./readyImage.ts";
import { tellWarden } from "./warden.ts";

/**
 * Servers as containers in a network of their own.
 *
 * @param wanted the image; null for the usual one.
 * @throws InputError IMAGE_MISSING
 */
export async function openContainerRoom(
  engine: Engine,
  wanted: string | null,
  topologyFolder: string,
  orders: readonly MachineOrder[],
): Promise<MachineRoom> {
  const topologyId = basename(topologyFolder);
  const labels = labelsOf(topologyId);
  const image = await readyImage(engine, wanted);
  const user = await userFor(engine);
  tellWarden(topologyFolder, removalOf(engine, topologyId));
  const unregister = endWithUs(() => removeTopologyNow(engine, topologyId));
  const network = await createContainerNetwork(engine, topologyId, labels);
  const shared = { engine, image, network, user, labels, topologyId };
  return {
    maker: "containers",
    what: `image ${image.image}`,
    machines: orders.map(
      (order, index) => new ContainerMachine({ ...shared, order, host: network.addressOf(index) }),
    ),
    async end() {
      await ordered(
        "remove the containers (the next run does)",
        removeTopology(engine, topologyId),
      );
      unregister();
    },
  };
}

/** Who writes into the mounted folders must be who removes them: us. In a rootless engine we are called root. */
export async function userFor(engine: Engine): Promise<string> {
  const info: unknown = await engine.container.dockerode.info();
  if (JSON.stringify(info).includes("name=rootless")) return "0:0";
  return `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
}
