import { join } from "node:path";
import { InputError } from "../../spec/inputError.ts";
import type { Topology } from "../../spec/topology.ts";
import { writeWhole } from "../artefacts/writeWhole.ts";
import { buildClockLibrary } from "../servers/frozenClock/buildClockLibrary.ts";
import { createClockFile, type ClockFile } from "../servers/frozenClock/createClockFile.ts";
import { arrangeNodes } from "./arrangeNodes.ts";
import { freePorts } from "./freePorts.ts";
import { frozenClocks, type FrozenClocks } from "./frozenClocks.ts";
import type { MachineRoom } from "./machine.ts";
import { NodeFolder } from "./nodeFolder.ts";
import { frozenNodeTimeoutMs, nodeSettings, type Persistence } from "./nodeSettings.ts";
import { planTopology } from "./planTopology.ts";
import type { Address, RealTopology, ServerVersion } from "./realTopology.ts";
import { removeLeftovers } from "./removeLeftovers.ts";
import { engineFor, roomFor, type ServersWanted } from "./roomFor.ts";
import { ServerNode } from "./serverNode.ts";
import { ServerTrouble } from "./serverTrouble.ts";
import { serverVersionOf } from "./serverVersion.ts";
import { tellFullDisk } from "./tellFullDisk.ts";
import { tellNoRoom } from "./tellNoRoom.ts";
import { makeTopologyFolder, removeTopologyFolder } from "./topologyFolder.ts";

export type TopologyOptions = ServersWanted & {
  /** What a killed node starts again with when it keeps its data: see `Persistence`. Default `appendOnly`. */
  readonly persistence?: Persistence;
  /** Parameters over ours, for all nodes. */
  readonly config?: Readonly<Record<string, string>>;
  /** Parameters over those, by the name of the node. */
  readonly configOf?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The servers' time stands still from `startUs` on (microseconds since the epoch); without it they have the wall clock's. */
  readonly clock?: {
    readonly startUs: number;
    /** How far the clocks of nodes are ahead, by their names. */
    readonly skewUs?: Readonly<Record<string, number>>;
  };
  /** The first of twice as many ports as there are nodes; the system chooses when it is not given. */
  readonly firstPort?: number;
  /** How long the nodes may take to start, and then to become what the topology says. Default 20,000 each. */
  readonly readyMsMax?: number;
  /** How long a command of the harness may take. Default 5,000. */
  readonly answerMsMax?: number;
  /** Where logs are kept when something fails. Default `.claimcheck`. */
  readonly logFolder?: string;
};

/**
 * Starts real servers, arranged as the topology says, and resolves when they are ready. They are gone after `close`,
 * when this process ends in whatever way it can notice, and else when the next run begins.
 *
 * @throws InputError when what was asked for cannot be had: NO_DOCKER, DOCKER_UNUSABLE, IMAGE_MISSING, NO_SERVER,
 * OLD_SERVER, PORT_TAKEN, BAD_CONFIG, NO_FROZEN_CLOCK ...
 * @throws ServerTrouble when servers died, were silent, or were not ready in time; the message names the kept logs.
 */
export async function openTopology(
  topology: Topology,
  options: TopologyOptions = {},
): Promise<RealTopology> {
  await removeLeftovers(await engineFor(options));
  for (let attempt = 1; ; attempt++) {
    try {
      return await openOnce(topology, options);
    } catch (error) {
      const isTaken = error instanceof InputError && error.code === "PORT_TAKEN";
      // A port that the system chose was free a moment ago: another one will be.
      if (!isTaken || options.firstPort !== undefined || attempt === attemptsMax) throw error;
    }
  }
}

const attemptsMax = 3;

async function openOnce(topology: Topology, options: TopologyOptions): Promise<RealTopology> {
  const building = new Building(topology, options);
  try {
    return await building.open();
  } catch (error) {
    const logs = building.logs();
    // What cannot be removed now, because the engine went away, the next run removes.
    await building.close().catch(() => {});
    if (error instanceof ServerTrouble && logs !== "") error.message += `; ${kept(logs, options)}`;
    throw tellNoRoom(error) ?? error;
  }
}

/** A topology on its way, so that whatever there is of it can be taken down when the rest fails. */
class Building {
  readonly #topology: Topology;
  readonly #options: TopologyOptions;
  readonly #folder: string;
  readonly #clockFiles = new Map<string, ClockFile>();
  #room: MachineRoom | null = null;
  #nodes: readonly ServerNode[] = [];
  #closing: Promise<void> | null = null;

  constructor(topology: Topology, options: TopologyOptions) {
    this.#topology = topology;
    this.#options = options;
    this.#folder = makeTopologyFolder();
  }

  async open(): Promise<RealTopology> {
    const topology = this.#topology;
    const { persistence = "appendOnly", readyMsMax = 20_000, answerMsMax = 5_000 } = this.#options;
    const { clock } = this.#options;
    if (clock !== undefined) buildClockLibrary(); // or says why not, before anything is started
    const room = await this.#prepare(persistence);
    const { what } = room;
    const isFrozen = clock !== undefined;
    const clocks = clock === undefined ? null : this.#clocks(clock.startUs, clock.skewUs ?? {});
    const stop = clocks?.run(formingPace);
    try {
      this.#nodes = room.machines.map((machine) => {
        const folder = this.#folders.get(machine.name)!;
        const limits = { answerMsMax, startMsMax: readyMsMax };
        return new ServerNode({ machine, folder, persistence, isFrozen, what, ...limits });
      });
      await allOrFirstError(this.#nodes.map((node) => node.begin()));
      const version = await this.#check(what, clocks);
      const isSlowToMeet = isFrozen && topology.kind === "cluster";
      // News of a cluster travel with pings, which a node sends all the more seldom the longer it waits for answers.
      if (isSlowToMeet) await this.#setNodeTimeout(formingPace * 1000);
      await arrangeNodes(topology, this.#nodes, readyMsMax).catch((error: unknown) => {
        const full = tellFullDisk(this.#nodes);
        throw full === null ? error : new ServerTrouble("DISK_FULL", full);
      });
      if (isSlowToMeet) await this.#setNodeTimeout(frozenNodeTimeoutMs);
      stop?.();
      if (clocks !== null && clock !== undefined) await settle(clocks, clock.startUs);
      return this.#finished(room, version, clocks);
    } finally {
      stop?.();
    }
  }

  logs(): string {
    return this.#nodes.map((node) => `== ${node.name}\n${node.log()}`).join("\n");
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  readonly #folders = new Map<string, NodeFolder>();

  async #prepare(persistence: Persistence): Promise<MachineRoom> {
    const topology = this.#topology;
    const { config, configOf, clock, firstPort } = this.#options;
    const plan = planTopology(topology);
    const ports =
      firstPort === undefined
        ? await freePorts(2 * plan.length)
        : plan.concat(plan).map((_, index) => firstPort + index);
    const orders = plan.map(({ name }, index) => {
      const folder = new NodeFolder(this.#folder, name, persistence);
      this.#folders.set(name, folder);
      const file =
        clock === undefined ? null : createClockFile(clock.startUs - formingUs, folder.path);
      if (file !== null) this.#clockFiles.set(name, file);
      return {
        name,
        folder,
        port: ports[index]!,
        busPort: ports[plan.length + index]!,
        clock: file,
      };
    });
    const room = await roomFor(this.#options, this.#folder, orders);
    this.#room = room;
    for (const [index, { name, folder }] of orders.entries()) {
      const { bind, address, busPort, folderInside } = room.machines[index]!;
      const own = {
        topology,
        persistence,
        isFrozen: clock !== undefined,
        bind,
        port: address.port,
        busPort,
        folder: folderInside,
      };
      folder.writeConfig(nodeSettings({ ...own, config: { ...config, ...configOf?.[name] } }));
    }
    return room;
  }

  #clocks(startUs: number, skews: Readonly<Record<string, number>>): FrozenClocks {
    const clocks = frozenClocks(this.#clockFiles, startUs - formingUs);
    for (const [name, us] of Object.entries(skews)) clocks.skew(name, us);
    return clocks;
  }

  /** The version, and whether the clock is ours where it must be. */
  async #check(what: string, clocks: FrozenClocks | null): Promise<ServerVersion> {
    const node = this.#nodes[0]!;
    const info = await node.admin("INFO", "server");
    const version = serverVersionOf(typeof info === "string" ? info : "", what);
    if (clocks === null) return version;
    const time = await node.admin("TIME");
    const seconds = Array.isArray(time) ? Number(time[0]) : 0;
    if (Math.abs(seconds - clocks.nowUs() / 1e6) < formingUs / 1e6 / 2) return version;
    throw new InputError(
      "NO_FROZEN_CLOCK",
      `${what} does not take the preloaded clock (TIME is ${seconds}); a server that is linked dynamically to the C library would be right, or the wall clock`,
    );
  }

  async #setNodeTimeout(ms: number): Promise<void> {
    await Promise.all(
      this.#nodes.map((node) => node.admin("CONFIG", "SET", "cluster-node-timeout", String(ms))),
    );
  }

  #finished(room: MachineRoom, version: ServerVersion, clocks: FrozenClocks | null): RealTopology {
    const nodes = this.#nodes;
    const natMap: Record<string, Address> = {};
    for (const { address, host, port } of nodes)
      natMap[`${address.host}:${address.port}`] = { host, port };
    return {
      topology: this.#topology,
      maker: room.maker,
      nodes,
      node(name) {
        const node = nodes.find((candidate) => candidate.name === name);
        if (node !== undefined) return node;
        const names = nodes.map((candidate) => candidate.name).join(", ");
        throw new RangeError(`RealTopology: no node "${name}"; there are ${names}`);
      },
      version,
      natMap,
      clocks,
      keepLogs: () => keep(this.logs(), this.#options),
      close: () => this.close(),
    };
  }

  async #close(): Promise<void> {
    for (const node of this.#nodes) node.forget();
    try {
      await this.#room?.end();
    } finally {
      for (const file of this.#clockFiles.values()) file.remove();
      removeTopologyFolder(this.#folder);
    }
  }
}

/** While nodes meet, their clocks run so much faster than ours. */
const formingPace = 10;
/** How long before the start they begin: more than they can need at that pace. */
const formingUs = 1_000_000_000;
/** The last part before the start, in which what became due in the jump is done. */
const settlingUs = 3_000_000;

/** From wherever the clocks are to exactly the start, and not in one jump: what the nodes owe each other is sent before. */
async function settle(clocks: FrozenClocks, startUs: number): Promise<void> {
  clocks.set(startUs - settlingUs);
  const stop = clocks.run(formingPace);
  await new Promise((resolve) => setTimeout(resolve, settlingUs / 1000 / formingPace - 20));
  stop();
  clocks.set(startUs);
}

/** Waits for all, so that nothing is still being started when the first error is told. */
async function allOrFirstError(works: readonly Promise<void>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(works))
    if (outcome.status === "rejected") throw outcome.reason;
}

let keptCount = 0;

function keep(logs: string, { logFolder = ".claimcheck" }: TopologyOptions): string {
  const path = join(logFolder, `servers-${process.pid}-${++keptCount}.log`);
  writeWhole(path, logs);
  return path;
}

function kept(logs: string, options: TopologyOptions): string {
  try {
    return `logs: ${keep(logs, options)}`;
  } catch (error) {
    return `logs cannot be kept (${error instanceof Error ? error.message : String(error)})`;
  }
}
