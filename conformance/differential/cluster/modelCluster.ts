import { formCluster } from "../../../sim/redis/cluster/formCluster.ts";
import type { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { RedisNode } from "../../../sim/redis/node.ts";
import type { PeerLink, PeerListener, Peers } from "../../../sim/redis/peers.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import { Random } from "../../../sim/random.ts";

export type ModelClusterOptions = {
  readonly version: RedisVersion;
  readonly lua: LuaEngine;
  /** One for each node; the first ones are masters. */
  readonly ports: readonly number[];
  readonly masters: number;
  readonly config: ReadonlyMap<string, string>;
  readonly nowUs: () => number;
};

type End = {
  readonly host: string;
  listener: PeerListener<unknown>;
  isOpen: boolean;
};

/** Nodes of the model at 127.0.0.1 whose messages to each other take no time: what is sent has arrived after `settle`. */
export class ModelCluster {
  readonly nodes: readonly RedisNode[];
  readonly #byPort = new Map<number, RedisNode>();
  #underWay: (() => void)[] = [];

  constructor({ version, lua, ports, masters, config, nowUs }: ModelClusterOptions) {
    this.nodes = ports.map((port) => {
      const node = new RedisNode({
        nowUs,
        random: new Random(`node ${port}`),
        lua,
        version,
        address: { host, port },
        peers: this.#peers(),
        config: new Map([
          ["cluster-enabled", "yes"],
          ["cluster-announce-bus-port", String(port + busPortOffset)],
          ...config,
        ]),
      });
      this.#byPort.set(port, node);
      return node;
    });
    formCluster(this.nodes, masters);
  }

  /** Delivers what is under way, and what that causes. @throws when it does not end. */
  settle(): void {
    for (let rounds = 0; this.#underWay.length > 0; rounds++) {
      if (rounds > roundsMax) throw new Error("ModelCluster.settle: the nodes do not stop talking");
      for (const arrive of this.#underWay.splice(0)) arrive();
    }
  }

  /** Lets every node do what is due. */
  tick(): void {
    for (const node of this.nodes) node.tick();
    this.settle();
  }

  #peers(): Peers {
    return {
      connect: (purpose, _host, port, listener) => {
        const near: End = { host, listener, isOpen: true };
        const far: End = { host, listener: near.listener, isOpen: true };
        this.#underWay.push(() => {
          const node = this.#byPort.get(port);
          if (!near.isOpen) return;
          if (node === undefined) return near.listener.closed();
          far.listener = node.accept(purpose, this.#linkOf(far, near));
          this.#underWay.push(() => near.isOpen && near.listener.opened());
        });
        return this.#linkOf(near, far);
      },
      ask: (_host, port, requests) => this.#byPort.get(port)?.executeFor(requests) ?? null,
    };
  }

  #linkOf(near: End, far: End): PeerLink<unknown> {
    return {
      remoteHost: near.host,
      send: (message) => {
        if (near.isOpen)
          this.#underWay.push(() => void (far.isOpen && far.listener.received(message)));
      },
      close: () => {
        if (!near.isOpen) return;
        near.isOpen = false;
        this.#underWay.push(() => {
          if (!far.isOpen) return;
          far.isOpen = false;
          far.listener.closed();
        });
      },
    };
  }
}

/** A real server's own choice lies among the ports that clients are given. */
export const busPortOffset = 50;
/** Where all nodes are. */
const host = "127.0.0.1";
const roundsMax = 10_000;
