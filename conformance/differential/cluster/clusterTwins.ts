import type { Bytes } from "../../../sim/redis/bytes.ts";
import { describeNodes } from "../../../sim/redis/cluster/describeNode.ts";
import type { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import type { RedisNode } from "../../../sim/redis/node.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import { createClockFile } from "../../servers/frozenClock/createClockFile.ts";
import type { ClockFile } from "../../servers/frozenClock/createClockFile.ts";
import { connectToServer } from "../connectToServer.ts";
import type { ServerConnection } from "../connectToServer.ts";
import { linkToModel } from "../linkToModel.ts";
import type { ModelLink } from "../linkToModel.ts";
import { requestBytes } from "../requestBytes.ts";
import { busPortOffset, ModelCluster } from "./modelCluster.ts";
import { normalised } from "./normalised.ts";
import { startRealCluster } from "./startRealCluster.ts";

/** A client of a node, on both sides. */
type TwinClient = {
  readonly node: number;
  readonly model: ModelLink;
  readonly real: ServerConnection;
  /** How many messages were compared already. */
  compared: number;
};

export type ClusterTwinsOptions = {
  readonly binary: string;
  readonly version: RedisVersion;
  readonly lua: LuaEngine;
  readonly firstPort: number;
  readonly masters: number;
  readonly replicas: number;
};

const startUs = 1_700_000_000_000_000;
/** How long, by the wall clock, the real servers may take to agree with the model. */
const patienceMs = 3000;

/**
 * A cluster of the model and one of real servers that share a clock, which stands still unless it is moved, the ids of their
 * nodes and what they know of each other. What is said to a node of one is said to the same node of the other.
 */
export class ClusterTwins {
  readonly model: ModelCluster;
  readonly #clock: ClockFile;
  readonly #stopReal: () => Promise<void>;
  readonly #controls: readonly ServerConnection[];
  readonly #clients = new Map<string, TwinClient>();
  readonly #ports: readonly number[];
  readonly #bell: { ring: () => void };
  /** What the sides disagreed about first; null while they agree. */
  difference: string | null = null;
  readonly said: string[] = [];

  private constructor(
    model: ModelCluster,
    clock: ClockFile,
    stopReal: () => Promise<void>,
    controls: readonly ServerConnection[],
    ports: readonly number[],
    bell: { ring: () => void },
  ) {
    this.model = model;
    this.#clock = clock;
    this.#stopReal = stopReal;
    this.#controls = controls;
    this.#ports = ports;
    this.#bell = bell;
  }

  static async start(options: ClusterTwinsOptions): Promise<ClusterTwins> {
    const { binary, firstPort, masters, replicas } = options;
    const ports = Array.from({ length: masters + replicas }, (_, index) => firstPort + index);
    const clock = createClockFile(startUs);
    const { nowUs } = clock;
    const model = new ModelCluster({ ...options, ports, config, nowUs });
    const nodes = model.nodes.map((node, index) => ({
      port: ports[index]!,
      busPort: ports[index]! + busPortOffset,
      nodesConf: nodesConfOf(node, options.version),
    }));
    const real = await startRealCluster(binary, clock, nodes, config);
    const bell = { ring: nothing };
    const controls = await Promise.all(
      ports.map((port) => connectToServer(port, () => bell.ring())),
    );
    const twins = new ClusterTwins(model, clock, real.stop, controls, ports, bell);
    try {
      await twins.#becomeReady();
    } catch (error) {
      await twins.stop();
      throw error;
    }
    return twins;
  }

  /** The id of a node, which is the same on both sides. */
  idOf(node: number): string {
    return this.model.nodes[node]!.cluster!.state.myself.id;
  }

  portOf(node: number): number {
    return this.#ports[node]!;
  }

  /**
   * Says something to a node on both sides, and compares what all clients have been sent since.
   *
   * @param client its name; a client stays connected to the node that it first spoke to.
   * @returns the model's messages to this client.
   */
  async say(client: string, node: number, ...argv: readonly Bytes[]): Promise<readonly Bytes[]> {
    if (this.difference !== null) return [];
    const twin = await this.#clientOf(client, node);
    if (this.model.nodes[node]!.cluster!.state.myself.isReplica) await this.#replicasCaughtUp();
    this.said.push(`${client}@${node}> ${argv.map((word) => JSON.stringify(word)).join(" ")}`);
    const before = twin.model.messages.length;
    twin.model.send(requestBytes(argv));
    this.model.settle();
    twin.real.send(requestBytes(argv));
    await this.#settleReal();
    this.#compare(argv);
    if (argv[0]?.toUpperCase() === "CLUSTER") await this.#viewsAgree();
    return twin.model.messages.slice(before);
  }

  /** All that the model has sent to a client so far. */
  heard(client: string, node: number): Bytes {
    return this.#clients.get(`${client} ${node}`)?.model.messages.join("") ?? "";
  }

  /** Lets time go on for both, so that what happens by itself happens. */
  async advance(ms: number): Promise<void> {
    if (this.difference !== null) return;
    this.said.push(`(${ms} ms)`);
    const endUs = this.#clock.nowUs() + ms * 1000;
    while (this.#clock.nowUs() < endUs) {
      this.#clock.set(Math.min(endUs, this.#clock.nowUs() + 100_000));
      this.model.tick();
      // A server whose clock stands sleeps in real time; one that is asked wakes, and does what the step has made due.
      await this.#pingAll();
      await sleep(1); // and what the nodes tell each other arrives
    }
    await this.#settleReal();
    this.#compare(["(time)"]);
  }

  async stop(): Promise<void> {
    for (const { real } of this.#clients.values()) real.close();
    for (const control of this.#controls) control.close();
    await this.#stopReal();
    this.#clock.remove();
  }

  /** What was said until the sides differed, and how; empty when they did not. */
  get story(): string {
    if (this.difference === null) return "";
    return [...this.said.slice(-12), this.difference].join("\n");
  }

  async #clientOf(name: string, node: number): Promise<TwinClient> {
    const known = this.#clients.get(`${name} ${node}`);
    if (known !== undefined) return known;
    const real = await connectToServer(this.#ports[node]!, () => this.#bell.ring());
    const model = linkToModel(this.model.nodes[node]!, `127.0.0.1:${real.port}`);
    const twin = { node, real, model, compared: 0 };
    this.#clients.set(`${name} ${node}`, twin);
    return twin;
  }

  async #askReal(node: number, ...argv: readonly Bytes[]): Promise<Bytes> {
    const control = this.#controls[node]!;
    const before = control.messages.length;
    control.send(requestBytes(argv));
    await this.#until(() => control.messages.length > before, `an answer of node ${node}`);
    return control.messages.at(-1)!;
  }

  /** Until the real servers have sent as much as the model, or do not send any more. */
  async #settleReal(): Promise<void> {
    const isEven = (): boolean =>
      [...this.#clients.values()].every(
        ({ real, model }) => real.messages.length >= model.messages.length,
      );
    const untilMs = Date.now() + patienceMs;
    while (!isEven() && Date.now() < untilMs) await this.#rung();
    for (let i = 0; i < 2; i++) await this.#pingAll();
  }

  async #pingAll(): Promise<void> {
    await Promise.all(this.#ports.map((_, node) => this.#askReal(node, "PING")));
  }

  #compare(argv: readonly Bytes[]): void {
    for (const [name, twin] of this.#clients) {
      const count = Math.max(twin.model.messages.length, twin.real.messages.length);
      for (; twin.compared < count; twin.compared++) {
        const [model, real] = [twin.model.messages, twin.real.messages].map((messages) => {
          const message = messages[twin.compared];
          return message === undefined ? "(nothing)" : normalised(argv, message);
        });
        if (model === real) continue;
        this.difference ??= `${name} heard after ${argv.join(" ")}:\n  model ${JSON.stringify(model)}\n  real  ${JSON.stringify(real)}`;
      }
    }
  }

  /** Replicas have all that their masters wrote. */
  async #replicasCaughtUp(): Promise<void> {
    const offsetsOf = async (node: number): Promise<readonly [string, string]> => {
      const info = await this.#askReal(node, "INFO", "replication");
      const field = (name: string): string => new RegExp(`${name}:(\\S+)`).exec(info)?.[1] ?? "";
      return [field("slave_repl_offset") || field("master_repl_offset"), field("role")];
    };
    const isEven = async (): Promise<boolean> => {
      for (const [index, node] of this.model.nodes.entries()) {
        const { myself } = node.cluster!.state;
        if (myself.master === null) continue;
        const [own] = await offsetsOf(index);
        const [masters] = await offsetsOf(this.#ports.indexOf(myself.master.port));
        if (own !== masters) return false;
      }
      return true;
    };
    const untilMs = Date.now() + patienceMs;
    while (!(await isEven()) && Date.now() < untilMs) await sleep(2);
  }

  /** Every real node comes to see the cluster as the same node of the model does. */
  async #viewsAgree(): Promise<void> {
    const argv = ["CLUSTER", "NODES"];
    const differing = async (): Promise<string | null> => {
      for (const [index, node] of this.model.nodes.entries()) {
        const text = describeNodes(node.cluster!.state);
        const model = normalised(argv, `$${text.length}\r\n${text}\r\n`);
        const real = normalised(argv, await this.#askReal(index, ...argv));
        if (model !== real) return `node ${index} sees\n  model ${model}\n  real  ${real}`;
      }
      return null;
    };
    const untilMs = Date.now() + patienceMs;
    let found = await differing();
    while (found !== null && Date.now() < untilMs) {
      await sleep(5);
      found = await differing();
    }
    this.difference ??= found;
  }

  /** Lets the clock run until all nodes serve, with their replicas in step. */
  async #becomeReady(): Promise<void> {
    const untilMs = Date.now() + 60_000;
    let why = "";
    const isReady = async (): Promise<boolean> => {
      why = "model";
      for (const [index, node] of this.model.nodes.entries()) {
        const info = await this.#askReal(index, "CLUSTER", "INFO");
        why = `node ${index}: ${info}`;
        if (!info.includes("cluster_state:ok")) return false;
        const replication = await this.#askReal(index, "INFO", "replication");
        why = `node ${index}: ${replication}`;
        if (replication.includes("role:slave") && !replication.includes("master_link_status:up"))
          return false;
        const { state } = node.cluster!;
        why = `node ${index} of the model: ${describeNodes(state)}`;
        if (state.health !== "ok") return false;
        if (state.list.some((other) => other !== state.myself && other.link === null)) return false;
        const nodes = await this.#askReal(index, "CLUSTER", "NODES");
        why = `node ${index}: ${nodes}`;
        if (nodes.includes("disconnected") || nodes.includes("fail")) return false;
        // Replicas are listed once others have heard of their offsets.
        const slots = await this.#askReal(index, "CLUSTER", "SLOTS");
        why = `node ${index}: ${slots}`;
        if (this.#ports.some((port) => !slots.includes(`:${port}\r\n`))) return false;
        const ours = JSON.stringify(node.execute(["CLUSTER", "SLOTS"]));
        why = `node ${index} of the model: ${ours}`;
        if (this.#ports.some((port) => !ours.includes(`,${port},`))) return false;
      }
      return true;
    };
    while (!(await isReady())) {
      if (Date.now() > untilMs) throw new Error(`ClusterTwins: not ready within a minute: ${why}`);
      await this.advance(500);
    }
    await sleep(50);
    await this.#viewsAgree();
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    const untilMs = Date.now() + 10_000;
    while (!isSo()) {
      if (Date.now() > untilMs) throw new Error(`ClusterTwins: waited in vain for ${what}`);
      await this.#rung();
    }
  }

  /** Resolves when any real server has sent anything, or soon. */
  #rung(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, 20);
      const { ring } = this.#bell;
      this.#bell.ring = () => {
        clearTimeout(timer);
        this.#bell.ring = nothing;
        ring();
        resolve();
      };
    });
  }
}

/** Nobody fails and no link breaks while the clock jumps. */
const config: ReadonlyMap<string, string> = new Map([
  ["cluster-node-timeout", "1000000000"],
  ["repl-timeout", "1000000"],
  // A turn of its cron for each step of the clock.
  ["hz", "10"],
  ["repl-diskless-sync-delay", "0"],
]);

/** What the model knows, as the file of a real server. Since Redis 7.2 it says who is in a shard with whom. */
export function nodesConfOf(node: RedisNode, version: RedisVersion): Bytes {
  const { state } = node.cluster!;
  const vars = `vars currentEpoch ${state.currentEpoch} lastVoteEpoch ${state.lastVoteEpoch}\n`;
  const lines = describeNodes(state).trimEnd().split("\n");
  if (version === "7.0") return `${lines.join("\n")}\n${vars}`;
  const withShards = lines.map((line) => {
    const [id, address, flags, master, ...rest] = line.split(" ");
    const shard = master === "-" ? id : master;
    return [id, `${address},,shard-id=${shard}`, flags, master, ...rest].join(" ");
  });
  return `${withShards.join("\n")}\n${vars}`;
}

const nothing = (): void => {};

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
