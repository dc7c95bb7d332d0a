import { createServer, type AddressInfo, type Server } from "node:net";

/** Different ports that nobody listens on at this moment; another program may take one before it is used. */
export async function freePorts(count: number): Promise<readonly number[]> {
  // All are held until the last one is found, so that none is found twice.
  const probes = await Promise.all(Array.from({ length: count }, () => listen()));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server that listens has such an address
  const ports = probes.map((probe) => (probe.address() as AddressInfo).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => resolve(probe));
  });
}
