import { engineSays, type Engine } from "./engine.ts";
import { ServerTrouble } from "./serverTrouble.ts";

/** A network of our own, in which each container has the address that we give it, also after a restart. */
export type ContainerNetwork = {
  readonly id: string;
  readonly name: string;
  /** The address of the node of that place. */
  readonly addressOf: (index: number) => string;
};

const attemptsMax = 5;

/**
 * Creates a network. Addresses can only be given in a network whose range was given, so the engine is asked for a free
 * range first, by a network that is removed again.
 *
 * @throws ServerTrouble NO_NETWORK
 */
export async function createContainerNetwork(
  engine: Engine,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<ContainerNetwork> {
  const create = (range: string | null) =>
    engine.network.create({
      Name: name,
      Driver: "bridge",
      CheckDuplicate: true,
      Labels: { ...labels },
      ...(range === null ? {} : { IPAM: { Driver: "default", Config: [{ Subnet: range }] } }),
    });
  let refused = "";
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    try {
      const probe = await create(null);
      const found: unknown = await probe.inspect();
      await probe.remove();
      const range = rangeOf(found);
      const { id } = await create(range);
      return { id, name, addressOf: (index) => addressIn(range, index) };
    } catch (error) {
      refused = engineSays(error); // somebody may have taken the range in between
    }
  }
  throw new ServerTrouble("NO_NETWORK", `Docker makes no network for the nodes: ${refused}`);
}

function rangeOf(inspected: unknown): string {
  const range = /"Subnet":"([\d.]+\/\d+)"/.exec(JSON.stringify(inspected))?.[1];
  if (range === undefined) throw new Error("the engine names no range of its network");
  return range;
}

/** The first address of a range is the network's, the second the gateway's. */
function addressIn(range: string, index: number): string {
  const [base = ""] = range.split("/");
  const number = base.split(".").reduce((sum, part) => sum * 256 + Number(part), 0) + 2 + index;
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join(".");
}
