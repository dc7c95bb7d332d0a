import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClusterForTests } from "../../../sim/redis/cluster/clusterForTests.ts";
import { slotRanges } from "../../../sim/redis/cluster/slotBits.ts";
import type { RedisVersion } from "../../../sim/redis/versions/versionProfile.ts";
import { startRedisServer } from "../../servers/startRedisServer.ts";
import type { RedisServer } from "../../servers/startRedisServer.ts";
import { connectToServer } from "../connectToServer.ts";
import { requestBytes } from "../requestBytes.ts";

/** Clusters of several versions live at the same time. */
const firstPorts = { "7.0": 22_000, "8.0": 22_050, "valkey-8.1": 22_100 } as const;
const busPortOffset = 20;
/** Real nodes wait for each other by the wall clock. */
const realTimeoutMs = 1000;
const electionsMs = 4 * realTimeoutMs + 500;
const patienceMs = 30_000;
const pollMs = 100;
/** Long enough, in the model, for whatever follows from a step. */
const settledMs = 40_000;
/** Replicas get their data at once. */
const config = { "repl-diskless-sync-delay": "0" };

/**
 * A cluster of the model and one of real servers with the same ids, n1 to n6, to which the same happens. Each has its own
 * time: what is compared is where they end up, as each of their nodes sees it.
 */
export class FailoverTwins {
  readonly model: ClusterForTests;
  readonly #binary: string;
  readonly #firstPort: number;
  readonly #folder = mkdtempSync(join(tmpdir(), "claimcheck-failover-"));
  readonly #servers = new Map<string, RedisServer>();

  private constructor(binary: string, version: RedisVersion) {
    this.#binary = binary;
    this.#firstPort = firstPorts[version];
    this.model = new ClusterForTests(3, 3, config, version);
  }

  static async start(binary: string, version: RedisVersion): Promise<FailoverTwins> {
    const twins = new FailoverTwins(binary, version);
    for (const host of twins.model.hosts)
      writeFileSync(twins.#configOf(host), twins.#nodesConf(host));
    await Promise.all(twins.model.hosts.map((host) => twins.#startReal(host)));
    return twins;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#servers.values()].map((server) => server.stop()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async crash(host: string): Promise<void> {
    this.model.crash(host);
    await this.#servers.get(host)?.stop();
    this.#servers.delete(host);
  }

  async restart(host: string): Promise<void> {
    this.model.restart(host);
    await this.#startReal(host);
  }

  /** Waits until the elections that were do no longer hold up, or decide, the next ones: four node timeouts. */
  async forgetElections(): Promise<void> {
    this.model.advanceMs(settledMs);
    await sleep(electionsMs);
  }

  /** Says something to a node of both, and returns what both have answered. */
  async say(
    host: string,
    line: string,
  ): Promise<{ readonly model: unknown; readonly real: string }> {
    return { model: this.model.run(host, line), real: await this.#ask(host, line) };
  }

  /** What the nodes of the model and the real ones see in the end, if they do not come to see the same; "" when they do. */
  async difference(): Promise<string> {
    this.model.advanceMs(settledMs);
    const up = this.model.hosts.filter((host) => this.model.isUp(host));
    const model = up.map((host) => `${host} sees\n${this.#modelStory(host)}`).join("\n");
    for (let waitedMs = 0; ; waitedMs += pollMs) {
      const stories = await Promise.all(up.map((host) => this.#realStory(host)));
      const real = up.map((host, index) => `${host} sees\n${stories[index]}`).join("\n");
      if (real === model) return "";
      if (waitedMs > patienceMs) return `the model:\n${model}\n\nthe real nodes:\n${real}`;
      await sleep(pollMs);
    }
  }

  #modelStory(host: string): string {
    const { state } = this.model.node(host).cluster!;
    const link = state.myself.isReplica && this.model.node(host).replication.isMasterLinkUp;
    return `${this.model.story(host)}\n${state.health}, epoch ${state.currentEpoch}, ${linkOf(link)}`;
  }

  async #realStory(host: string): Promise<string> {
    const text = await this.#ask(host, "CLUSTER NODES");
    const lines = text.split("\n").filter((line) => /^[0-9a-f]{40} /.test(line));
    const nodes = lines.map((line) => line.trim().split(" "));
    const names = new Map(nodes.map(([id = "", address]) => [id, this.#nameOf(address)]));
    const story = nodes.map(([, address, flags = "", master = "-", , , epoch, , ...slots]) => {
      const roles = flags
        .split(",")
        .filter((flag) => flag !== "myself")
        .map((flag) => (flag === "slave" ? "replica" : flag));
      const of = master === "-" ? "" : ` of ${names.get(master)}`;
      return [`${this.#nameOf(address)} ${roles.join(",")}${of} @${epoch}`, ...slots].join(" ");
    });
    const info = await this.#ask(host, "CLUSTER INFO");
    const replication = await this.#ask(host, "INFO replication");
    const health = /cluster_state:(\w+)/.exec(info)?.[1];
    const epoch = /cluster_current_epoch:(\d+)/.exec(info)?.[1];
    const link = replication.includes("master_link_status:up");
    return `${story.toSorted().join("\n")}\n${health}, epoch ${epoch}, ${linkOf(link)}`;
  }

  async #ask(host: string, line: string): Promise<string> {
    let answered = (): void => {};
    const answer = new Promise<void>((resolve) => (answered = resolve));
    const connection = await connectToServer(this.#portOf(host), () => answered());
    connection.send(requestBytes(line.split(" ")));
    await answer;
    connection.close();
    return connection.messages.join("");
  }

  async #startReal(host: string): Promise<void> {
    const options = {
      ...config,
      dir: this.#folder,
      "cluster-enabled": "yes",
      "cluster-config-file": this.#configOf(host),
      "cluster-port": String(this.#portOf(host) + busPortOffset),
      "cluster-node-timeout": String(realTimeoutMs),
    };
    const server = await startRedisServer(this.#binary, {
      port: this.#portOf(host),
      options: Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    });
    this.#servers.set(host, server);
  }

  #portOf(host: string): number {
    return this.#firstPort + Number(host.slice(1));
  }

  #nameOf(address = ""): string {
    const port = Number(/:(\d+)@/.exec(address)?.[1]);
    return `n${port - this.#firstPort}`;
  }

  #configOf(host: string): string {
    return join(this.#folder, `nodes-${host}.conf`);
  }

  #nodesConf(host: string): string {
    const { nodes, myself, currentEpoch } = this.model.view(host);
    const lines = [...nodes.values()].map((node) => {
      const port = this.#portOf(node.host);
      const flags = `${node === myself ? "myself," : ""}${node.isMaster ? "master" : "slave"}`;
      const slots = slotRanges(node.slots).map(([first, last]) => ` ${first}-${last}`);
      const address = `127.0.0.1:${port}@${port + busPortOffset}`;
      const master = node.master?.id ?? "-";
      return `${node.id} ${address} ${flags} ${master} 0 0 ${node.configEpoch} connected${slots.join("")}\n`;
    });
    return `${lines.join("")}vars currentEpoch ${currentEpoch} lastVoteEpoch 0\n`;
  }
}

function linkOf(isUp: boolean): string {
  return isUp ? "follows" : "alone";
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
