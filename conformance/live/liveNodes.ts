import { setTimeout as sleep } from "node:timers/promises";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { NodeFault } from "../../spec/nodeFault.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { until } from "../cluster/until.ts";
import type { Later, LiveStage, Note } from "./liveStage.ts";
import { takeSnapshot } from "./takeSnapshot.ts";

/** How long a cluster may take to have a master again, and that one its replicas. */
const electionMsMax = 60_000;
/** Redis' CLUSTER_MF_TIMEOUT: so long a master that was told to hand over takes no writes, unless it did. */
const handoverMsMax = 5_000;
/** As long as a server may need to break a link and try to make it again. */
const noPassword = "";

type Kind<Name extends NodeFault["fault"]> = Extract<NodeFault, { fault: Name }>;

/** Whoever runs the nodes of a live run: kills them, starts them again, hands roles over. */
export class LiveNodes {
  readonly #stage: LiveStage;
  readonly #later: Later;
  /** What went wrong in the harness itself. */
  readonly #trouble: (what: string) => void;
  /** Nodes that are being started again, or handed over: no second fault strikes them. */
  readonly #busy = new Set<RealNode>();
  /** With what those that are down will come back. */
  readonly #comesBackWith = new Map<RealNode, Kind<"node-crash">["data"]>();
  /** What lasts on nodes until all heals. */
  readonly #ends = new Map<RealNode, Set<() => Promise<void>>>();

  constructor(stage: LiveStage, later: Later, trouble: (what: string) => void) {
    this.#stage = stage;
    this.#later = later;
    this.#trouble = trouble;
  }

  /** All are up and well again. */
  async heal(): Promise<void> {
    const { nodes } = this.#stage.shards;
    for (const node of nodes) {
      for (const end of this.#ends.get(node) ?? []) await end();
      await this.#resume(node);
    }
    for (const node of nodes) await this.#restart(node);
    for (const node of nodes) await this.#isWell(node);
  }

  /** The node dies; unless null it is started again later. */
  async crash(
    node: RealNode | null,
    { data, restartAfterMs }: Kind<"node-crash">,
    when: string,
    note: Note,
  ): Promise<void> {
    if (node === null || !this.#canBeHit(node)) return;
    const back = {
      kept: "",
      snapshot: "; it comes back with an older snapshot",
      empty: "; it comes back empty",
    };
    note(node.name, `${node.name} was killed ${when}${back[data]}`);
    await this.#kill(node, data);
    if (restartAfterMs !== null) this.#later(restartAfterMs, () => this.#restart(node));
  }

  /** What a later crash will bring back: whoever it hits is not known yet. */
  async save(): Promise<void> {
    for (const node of this.#stage.shards.nodes) if (node.state === "up") await node.admin("SAVE");
  }

  async pause(
    node: RealNode | null,
    { forMs }: Kind<"node-pause">,
    when: string,
    note: Note,
  ): Promise<void> {
    if (node === null || !this.#canBeHit(node)) return;
    note(node.name, `${node.name} stood still for ${forMs} ms, ${when}`);
    this.#tell(node, "failed");
    await node.pause();
    this.#later(forMs, () => this.#resume(node));
  }

  /** The master dies, and the cluster must elect another one. */
  async killMaster(
    master: RealNode | null,
    { restartAfterMs }: Kind<"failover-automatic">,
    when: string,
    note: Note,
  ): Promise<void> {
    const { shards } = this.#stage;
    if (master === null || !this.#canBeHit(master)) return;
    // Without a replica that is well nobody can be elected.
    const replicas = shards.replicasOf(shards.shardOf(master)).filter((node) => this.#canBeHit(node)); // prettier-ignore
    if (replicas.length === 0) return;
    note(master.name, `${master.name} was killed ${when}, and another node had to be elected`);
    await this.#withoutOthers([master, ...replicas], async () => {
      await this.#kill(master, "kept");
      const winner = await shards.replaced(master, electionMsMax);
      if (winner === null) this.#trouble(`nobody was elected in place of ${master.name}`);
    });
    if (restartAfterMs !== null) this.#later(restartAfterMs, () => this.#restart(master));
  }

  /** CLUSTER FAILOVER: with the master's agreement, with the votes of the others, or by its own word alone. */
  async failover(
    replica: RealNode | null,
    { fault }: Kind<"failover-manual" | "failover-force" | "failover-takeover">,
    note: Note,
  ): Promise<void> {
    const { shards } = this.#stage;
    if (replica === null || !this.#canBeHit(replica)) return;
    const master = shards.ownerOf(shards.shardOf(replica));
    const isHandover = fault === "failover-manual";
    if (master === null || master === replica || this.#busy.has(master)) return;
    if (isHandover && !this.#canBeHit(master)) return;
    const endsAt = performance.now() + handoverMsMax;
    shards.told(replica, { kind: isHandover ? "failover" : "takeover", isHandover });
    const how = { "failover-manual": [], "failover-force": ["FORCE"], "failover-takeover": ["TAKEOVER"] }[fault]; // prettier-ignore
    if (isError(await replica.admin("CLUSTER", "FAILOVER", ...how)))
      return shards.told(replica, null);
    const kind = fault.slice("failover-".length);
    note(replica.name, `${replica.name} was told to become the master (${kind})`);
    this.#tell(master, "failed");
    await this.#withoutOthers([master, replica], async () => {
      const winner = await shards.replaced(master, handoverMsMax);
      shards.told(replica, null);
      // Nobody voted for it, or it has won with old votes and must give the role back; until then nobody writes.
      if (winner === null || shards.isOutvoted(winner))
        await sleep(Math.max(0, endsAt - performance.now()));
      await this.#isWell(replica);
      await this.#isWell(master);
      if (master.state === "up") this.#tell(master, "recovered");
    });
  }

  /** Takes nodes off their network, that of their clients included. */
  async unplug({ nodes, forMs }: Kind<"partition-nodes">, note: Note): Promise<void> {
    const named = nodes.flatMap((name) => this.#stage.shards.nodeNamed(name) ?? []);
    for (const node of named) {
      const { wire } = node;
      if (wire === null || !this.#canBeHit(node)) continue;
      note(node.name, `${node.name} was off its network, and out of its clients' reach, for ${forMs} ms`); // prettier-ignore
      this.#tell(node, "failed");
      // Its connection to us breaks, too: nobody may be answered of whom we have not heard.
      const letGo = this.#stage.proxies.hold(node);
      await this.#stage.isHeard(node);
      this.#stage.shards.died(node);
      await wire.unplug();
      letGo();
      this.#until(node, forMs, async () => {
        await this.#withoutOthers([node], async () => {
          // What clients had sent is done now, and is heard before anybody sends more.
          this.#stage.proxies.shut(node);
          await wire.plug();
          await this.#hearAnew(node);
          await this.#isWell(node);
          this.#tell(node, "recovered");
        });
      });
    }
  }

  /** Has a replica fail to log in at its master, which knows no password, so that the link between them stays cut. */
  async cutReplication(
    replica: RealNode | null,
    { forMs }: Kind<"replication-cut">,
    note: Note,
  ): Promise<void> {
    const { shards } = this.#stage;
    if (replica === null || !this.#canBeHit(replica)) return;
    const master = shards.ownerOf(shards.shardOf(replica));
    if (master === null || master === replica || !this.#canBeHit(master)) return;
    note(replica.name, `${replica.name} had no connection to its master for ${forMs} ms`);
    this.#tell(replica, "failed");
    await replica.admin("CONFIG", "SET", "masterauth", "claimcheck");
    await master.admin("CLIENT", "KILL", "TYPE", "replica");
    this.#until(replica, forMs, async () => {
      if (replica.state !== "up") return;
      await replica.admin("CONFIG", "SET", "masterauth", noPassword);
      await this.#isWell(replica);
      this.#tell(replica, "recovered");
    });
  }

  async flush(node: RealNode | null, note: Note): Promise<void> {
    const { shards } = this.#stage;
    if (node === null || !this.#canBeHit(node)) return;
    if (shards.ownerOf(shards.shardOf(node)) !== node) return;
    note(node.name, `${node.name} was flushed`);
    await this.#deed("flush", node, ["FLUSHALL"]);
  }

  /** Removes a key, as a server does that makes room. */
  async evict({ id }: Kind<"evict">, note: Note): Promise<void> {
    const { trial, shards } = this.#stage;
    const hit = trial.evicted(id);
    if (hit === null) return;
    const { key, what } = hit;
    for (const node of shards.owners) {
      if (!this.#canBeHit(node) || (await node.admin("EXISTS", key)) !== 1) continue;
      note(node.name, `${node.name} evicted ${what}`);
      return this.#deed("evict", node, ["DEL", key]);
    }
  }

  /** Sets a parameter for a while; a node that is started again meanwhile has it from its file. */
  async setFor(
    node: RealNode | null,
    forMs: number,
    name: string,
    value: string,
  ): Promise<boolean> {
    if (node === null || !this.#canBeHit(node)) return false;
    const before = await node.admin("CONFIG", "GET", name);
    if (!Array.isArray(before) || isError(await node.admin("CONFIG", "SET", name, value)))
      return false;
    this.#until(node, forMs, async () => {
      if (node.state === "up") await node.admin("CONFIG", "SET", name, String(before[1]));
    });
    return true;
  }

  async #deed(kind: "flush" | "evict", node: RealNode, argv: readonly Bytes[]): Promise<void> {
    const { shards, nowUs } = this.#stage;
    const fromUs = nowUs();
    await node.admin(...argv);
    shards.deeds.push({ kind, node: node.name, argv, fromUs, untilUs: nowUs() });
  }

  /** Something lasts on a node until the time is over, or all heals. */
  #until(node: RealNode, forMs: number, end: () => Promise<void>): void {
    const ends = this.#ends.get(node) ?? new Set();
    this.#ends.set(node, ends);
    const once = async (): Promise<void> => {
      if (ends.delete(once)) await end();
    };
    ends.add(once);
    this.#later(forMs, once);
  }

  /** Whether a fault can strike a node now. */
  #canBeHit(node: RealNode): boolean {
    return node.state === "up" && !this.#busy.has(node);
  }

  async #withoutOthers(nodes: readonly RealNode[], act: () => Promise<void>): Promise<void> {
    for (const node of nodes) this.#busy.add(node);
    try {
      await act();
    } finally {
      for (const node of nodes) this.#busy.delete(node);
    }
  }

  async #kill(node: RealNode, data: Kind<"node-crash">["data"]): Promise<void> {
    const { shards, proxies } = this.#stage;
    this.#tell(node, "failed");
    this.#comesBackWith.set(node, data);
    shards.died(node);
    await node.kill();
    // Clients have heard of it by now; they get in again when we can hear what they do.
    proxies.shut(node);
  }

  async #restart(node: RealNode): Promise<void> {
    if (node.state !== "down") return;
    const data = this.#comesBackWith.get(node) ?? "kept";
    await this.#withoutOthers([node], async () => {
      await node.restart({ data });
      await this.#follow(node);
      await this.#hearAnew(node, data === "kept" ? null : `restart-${data}`);
      await this.#isWell(node);
      this.#tell(node, "recovered");
    });
  }

  /** Without a cluster a replica does not remember whom it followed. */
  async #follow(node: RealNode): Promise<void> {
    const { servers, shards } = this.#stage;
    const master = shards.ownerOf(shards.shardOf(node));
    if (servers.topology.kind !== "replicated" || master === null || master === node) return;
    await node.admin("REPLICAOF", master.address.host, String(master.address.port));
  }

  /** Listens to a node again, sees what it has, and then lets clients in. */
  async #hearAnew(
    node: RealNode,
    incident: "restart-snapshot" | "restart-empty" | null = null,
  ): Promise<void> {
    const { listenTo, isHeard, proxies, shards, nowUs } = this.#stage;
    if (!(await isHeard(node))) await listenTo(node);
    shards.snapshots.push({ ...(await takeSnapshot(node, nowUs)), incident });
    proxies.unshut(node);
  }

  /** Waits for a node to follow its master, unless it is the master. */
  async #isWell(node: RealNode): Promise<void> {
    const { shards } = this.#stage;
    if (node.state !== "up") return;
    const missing = await until(async () => {
      const role = await shards.look(node);
      const wanted = shards.ownerOf(shards.shardOf(node)) === node ? "master" : "following";
      return role === wanted ? null : wanted;
    }, electionMsMax);
    if (missing !== null) this.#trouble(`${node.name} was not ${missing} in time`);
  }

  async #resume(node: RealNode): Promise<void> {
    if (node.state !== "paused") return;
    await node.resume();
    await this.#isWell(node);
    this.#tell(node, "recovered");
  }

  #tell(node: RealNode, change: "failed" | "recovered"): void {
    const shard = this.#stage.shards.shardOf(node);
    const event = { type: "node", node: node.name, shard, change } as const;
    this.#stage.add({ atUs: this.#stage.nowUs(), event });
  }
}

const isError = (reply: Reply): boolean =>
  typeof reply === "object" && reply !== null && "error" in reply;
