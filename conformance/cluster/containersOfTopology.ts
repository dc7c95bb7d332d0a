import { spawnSync } from "node:child_process";
import { isObject } from "../../spec/shape.ts";
import type { Engine } from "./engine.ts";
import { isDead, readOwner, thisOwner } from "./owner.ts";

const ownerLabel = "claimcheck.owner";
const topologyLabel = "claimcheck.topology";

/** What tells the containers and the network of a topology from everything else in the engine, and whose they are. */
export const labelsOf = (topologyId: string): Readonly<Record<string, string>> => ({
  [ownerLabel]: JSON.stringify(thisOwner()),
  [topologyLabel]: topologyId,
});

/** Removes the containers and the network of a topology, and resolves when they are gone. */
export async function removeTopology(engine: Engine, topologyId: string): Promise<void> {
  await removeWhere(engine, (labels) => labels[topologyLabel] === topologyId);
}

/** Removes the containers and networks of all topologies whose owners have died. */
export async function removeLeftContainers(engine: Engine): Promise<void> {
  await removeWhere(engine, (labels) => {
    const owner = readOwner(labels[ownerLabel] ?? "");
    return owner !== null && isDead(owner);
  });
}

async function removeWhere(
  engine: Engine,
  isMeant: (labels: Readonly<Record<string, string>>) => boolean,
): Promise<void> {
  const { dockerode } = engine.container;
  const filters = { label: [topologyLabel] };
  const containers = await dockerode.listContainers({ all: true, filters });
  await Promise.all(
    containers
      .filter(({ Labels }) => isMeant(Labels))
      .map(({ Id }) => gone(dockerode.getContainer(Id).remove({ force: true, v: true }))),
  );
  const networks = await dockerode.listNetworks({ filters });
  await Promise.all(
    networks
      .filter(({ Labels }) => isMeant(Labels ?? {}))
      .map(({ Id }) => gone(dockerode.getNetwork(Id).remove())),
  );
}

/** Whoever else removes it at the same time does our work. */
async function gone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    const status = isObject(error) ? error["statusCode"] : undefined;
    if (status !== 404 && status !== 409) throw error;
  }
}

/** How long the end of a process may take for it. */
const nowMsMax = 20_000;

/** The same before it returns, for a process that ends: another one does it while this one waits. */
export function removeTopologyNow(engine: Engine, topologyId: string): void {
  const order = removalOf(engine, topologyId);
  const options = { stdio: "ignore", timeout: nowMsMax } as const;
  if (order !== null) spawnSync(process.execPath, ["-e", removalScript, order], options);
}

/** How `removalScript` removes the containers and the network of a topology: one line. */
export function removalOf(engine: Engine, topologyId: string): string | null {
  const modem: unknown = engine.container.dockerode.modem;
  if (!isObject(modem)) return null;
  const { socketPath, host, port } = modem;
  return removalAt(typeof socketPath === "string" ? { socketPath } : { host, port }, topologyId);
}

/** The same where the engine is known by its address, as `node:http` wants it. */
export const removalAt = (at: Readonly<Record<string, unknown>>, topologyId: string): string =>
  JSON.stringify({ at, filter: { label: [`${topologyLabel}=${topologyId}`] } });

/** Plain JavaScript over the engine's socket, for there may be no `docker` to call. */
export const removalScript = `
const { request } = require("node:http");
const { at, filter } = JSON.parse(process.argv[1]);
const ask = (method, path) => new Promise((done) => {
  request({ ...at, method, path }, (answer) => {
    let text = "";
    answer.on("data", (chunk) => (text += chunk)).on("end", () => done(text));
  }).on("error", () => done("")).end();
});
const each = async (list, remove) => {
  const items = JSON.parse((await ask("GET", list + "filters=" + encodeURIComponent(JSON.stringify(filter)))) || "[]");
  await Promise.all(items.map(({ Id }) => ask("DELETE", remove(Id))));
  return items.length;
};
// The engine may be about to make what was ordered just before: nothing is left when that is found twice, a moment apart.
(async () => {
  for (let pass = 0, idle = 0; pass < 10 && idle < 2; pass++) {
    if (pass > 0) await new Promise((done) => setTimeout(done, 200));
    const containers = await each("/containers/json?all=true&", (id) => "/containers/" + id + "?force=true&v=true");
    const networks = await each("/networks?", (id) => "/networks/" + id);
    idle = containers + networks === 0 ? idle + 1 : 0;
  }
})();
`;
