import { countNodes } from "../spec/topology.ts";
import type { Topology } from "../spec/topology.ts";
import type { World } from "./kernel/world.ts";
import type { FarLinks, OpenFarEnd } from "./farEnd.ts";
import { NodeNetwork } from "./nodeNetwork.ts";
import { formCluster } from "./redis/cluster/formCluster.ts";
import type { LuaEngine } from "./redis/lua/engine.ts";
import type { RedisVersion } from "./redis/versions/versionProfile.ts";
import { RedisServer } from "./redisServer.ts";

export type RedisTopologyOptions = {
  readonly lua: LuaEngine | null;
  /** Which server the nodes are; Redis 7.0 unless told otherwise. */
  readonly version?: RedisVersion;
  /** Parameters over the server's defaults, for all nodes. */
  readonly config?: ReadonlyMap<string, string>;
  /** A real server beside each of them; none unless given. */
  readonly farEnd?: OpenFarEnd;
  /** Who carries between those what they say to each other. */
  readonly farLinks?: FarLinks;
};

/** The servers of a run and the network between them. A cluster is formed, and its views agree, before anything happens. */
export class RedisTopology {
  readonly topology: Topology;
  /** redis-1, redis-2 ... in this order. */
  readonly servers: readonly RedisServer[];
  readonly network: NodeNetwork;

  constructor(world: World, topology: Topology, options: RedisTopologyOptions) {
    this.topology = topology;
    this.network = new NodeNetwork(world, options.farLinks ?? null);
    const { lua, version = "7.0" } = options;
    const config = new Map(options.config);
    if (topology.kind === "cluster") {
      config.set("cluster-enabled", "yes");
      config.set("cluster-node-timeout", String(topology.nodeTimeoutMs));
    }
    this.servers = Array.from({ length: countNodes(topology) }, (_, index) => {
      const host = `redis-${index + 1}`;
      const { farEnd } = options;
      const far = farEnd === undefined ? {} : { farEnd };
      const alone = { host, port: 6379, lua, version, config, ...far };
      return new RedisServer(
        world,
        topology.kind === "standalone" ? alone : { ...alone, network: this.network },
      );
    });
    this.#arrange();
  }

  /** @throws Error when there is no such host. */
  server(host: string): RedisServer {
    const server = this.servers.find((candidate) => candidate.host === host);
    if (server === undefined) {
      const hosts = this.servers.map((each) => each.host).join(", ");
      throw new Error(`RedisTopology: no host "${host}"; there are ${hosts}`);
    }
    return server;
  }

  #arrange(): void {
    const { topology, servers } = this;
    const nodes = servers.map(({ node }) => node);
    const [first, ...others] = servers;
    if (first === undefined || topology.kind === "standalone") return;
    if (topology.kind === "cluster") {
      const { masters } = topology;
      const masterOf = nodes.map((_, index) =>
        index < masters ? -1 : (index - masters) % masters,
      );
      formCluster(nodes, masters, masterOf);
    } else for (const { node } of others) node.replication.follow(first.address, first.port);
    for (const server of servers) server.settle();
  }
}
