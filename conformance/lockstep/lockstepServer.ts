import type { OpenFarEnd } from "../../sim/farEnd.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { RedisTopologyOptions } from "../../sim/redisTopology.ts";
import type { Topology } from "../../spec/topology.ts";
import { endWithUs } from "../cluster/endWithUs.ts";
import { removeLeftovers } from "../cluster/removeLeftovers.ts";
import { makeTopologyFolder, removeTopologyFolder } from "../cluster/topologyFolder.ts";
import { questionsAbout } from "../differential/compareKeyspaces.ts";
import { modelServer } from "../scenario/modelServer.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";
import { tellDifference, type LockstepDifference } from "./difference.ts";
import { joiningUs } from "./realFarEnd.ts";
import { RealLinks } from "./realLinks.ts";
import { firstRememberedNodes } from "./rememberedNodes.ts";
import { Tape } from "./tape.ts";
import { TapedFarEnd } from "./tapedFarEnd.ts";
import type { Recording } from "./blameFor.ts";
import type { ServerMaker } from "./serverMaker.ts";
import { ServerProcess, type ClusterSeat } from "./serverProcess.ts";

/** What lockstep has seen beside the run itself. */
export type LockstepReport = {
  /** Such as "redis 7.0.15". */
  readonly server: string;
  /** In the order in which they showed. */
  readonly differences: readonly LockstepDifference[];
  /** How often each permitted difference was needed, by name. */
  readonly normalised: ReadonlyMap<string, number>;
  /** Answers of real servers that were waited for. */
  readonly roundTrips: number;
  /** What the node where the first difference showed had been asked until then; null when there is none. */
  readonly recording: Recording | null;
};

export type LockstepOptions = RedisTopologyOptions & {
  readonly version: RedisVersion;
  /** Who makes the servers, of that version. */
  readonly maker: ServerMaker;
  /** Virtual time at which the run begins. */
  readonly startMs: number;
  /** Told when the run is over. */
  readonly onReport?: (report: LockstepReport) => void;
};

/** Later ones follow from the first, mostly. */
const differencesMax = 100;

/**
 * The `lockstep` backend: the simulated world with real servers at the far end of its connections, taken through the
 * same as the model under the same clock. What the clients get is what the real servers said.
 */
export function lockstepServer(
  world: World,
  topology: Topology,
  dataKey: string,
  options: LockstepOptions,
): ScenarioServer {
  const { maker, startMs, config = new Map<string, string>() } = options;
  const name = maker.name.toLowerCase();
  const parent = makeTopologyFolder();
  const removeFolder = endWithUs(() => removeTopologyFolder(parent));
  const differences: LockstepDifference[] = [];
  const normalised = new Map<string, number>();
  const farEnds: TapedFarEnd[] = [];
  const links = new RealLinks();
  const processes: ServerProcess[] = [];
  const unregister = endWithUs(() => processes.forEach((process) => process.end()));

  const observer = {
    differs(difference: LockstepDifference) {
      for (const { tape } of differences.length === 0 ? farEnds : []) tape.stop();
      if (differences.length < differencesMax) differences.push(difference);
    },
    normalised: (name: string) => void normalised.set(name, (normalised.get(name) ?? 0) + 1),
  };
  const start = (name: string, cluster: ClusterSeat | null): ServerProcess => {
    const startUs = startMs * 1000 - (cluster === null ? 0 : joiningUs);
    const isReplicated = topology.kind !== "standalone";
    const options = { maker, name, parent, startUs, config, cluster, isReplicated };
    const process = new ServerProcess(options);
    processes.push(process);
    return process;
  };
  const openFarEnd: OpenFarEnd = (server) => {
    const farEnd = new TapedFarEnd(server, () => world.nowUs, observer, new Tape(config));
    farEnds.push(farEnd);
    if (topology.kind !== "standalone") links.add(server.host, farEnd.real);
    // A node of a cluster is started when the model's cluster is formed: it remembers that one.
    if (topology.kind !== "cluster") farEnd.begin(start(server.host, null));
    return farEnd;
  };
  const startCluster = ({ nodes }: ScenarioServer): void => {
    const seats = (nodes?.servers ?? []).map(({ host, address, port, node }) =>
      start(host, { nodesConf: firstRememberedNodes(node), address, port }),
    );
    for (const [index, process] of seats.entries()) farEnds[index]?.begin(process);
  };
  const end = (): void => {
    for (const farEnd of farEnds) farEnd.real.disconnect();
    for (const process of processes) process.end();
    removeTopologyFolder(parent);
    unregister();
    removeFolder();
  };

  try {
    const server = modelServer(world, topology, dataKey, {
      ...options,
      farEnd: openFarEnd,
      farLinks: links,
    });
    if (topology.kind === "cluster") startCluster(server);
    const { unsupported, close } = server;
    return Object.assign(server, {
      unsupported: () => [
        ...unsupported(),
        ...differences.slice(0, 1).map((each) => tellDifference(each, name, startMs)),
      ],
      close() {
        try {
          for (const farEnd of farEnds) farEnd.look();
          if (differences.length === 0) compareKeyspaces(server);
          const roundTrips = farEnds.reduce((sum, farEnd) => sum + farEnd.real.roundTrips, 0);
          const recording = recordingOf(farEnds, differences, maker);
          options.onReport?.({ server: name, differences, normalised, roundTrips, recording });
        } finally {
          end();
          close();
        }
      },
    });
  } catch (error) {
    end();
    throw error;
  }
}

function recordingOf(
  farEnds: readonly TapedFarEnd[],
  [first]: readonly LockstepDifference[],
  { name, version, binary }: ServerMaker,
): Recording | null {
  if (first === undefined) return null;
  const index = farEnds.findIndex(({ host }) => host === first.node);
  const steps = farEnds[index]?.tape.steps ?? [];
  // Not all of the maker: a recording may be handed to another thread.
  return { server: { name, version, binary }, steps, isAlone: farEnds.length === 1 };
}

/** Everything that lies in the first database at the end, read on both sides by `admin`, which compares. */
function compareKeyspaces(server: ScenarioServer): void {
  for (const key of server.keys()) {
    const type = server.admin(["TYPE", key]);
    const name = typeof type === "object" && type !== null && "status" in type ? type.status : "";
    const holder = server.nodes?.holderOf(key) ?? null;
    for (const question of questionsAbout(key, name)) holder?.admin(question);
  }
}

let removing: Promise<void> | null = null;

/** Ends the servers of runs that died before they could, once in a process. */
export function removeLeftServers(): Promise<void> {
  removing ??= removeLeftovers(null);
  return removing;
}
