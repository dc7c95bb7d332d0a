import type { SchedulerLayout } from "../../adapters/scheduler/subject.ts";
import type { Bytes } from "../../sim/redis/bytes.ts";
import type { SchedulerFault, SchedulerFaultKind } from "../../spec/scheduler/fault.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import type { NotStruck } from "../../spec/result.ts";
import { until } from "../cluster/until.ts";
import { askOwner } from "./askOwner.ts";
import type { LiveWorkers } from "./liveWorkers.ts";
import type { HarnessEvent } from "./mergeHistory.ts";
import { fullSyncsOf, roleOf, type Shards } from "./shards.ts";
import { whyNotThisLive } from "./whyNotLive.ts";

/** How long a cluster may take to have a master again, and that one its replicas. */
const electionMsMax = 60_000;

/** What faults strike, and who writes down that they did. */
export type LiveStage = {
  readonly topology: TopologyKind;
  readonly shards: Shards;
  readonly layout: SchedulerLayout;
  readonly workers: LiveWorkers;
  readonly nowUs: () => number;
  readonly add: (event: HarnessEvent) => void;
  /** Starts a worker that is down. */
  readonly startWorker: (process: string) => void;
  /** A node that came back is to be listened to again. */
  readonly listenTo: (node: RealNode) => Promise<void>;
};

/** The faults of one run: each is struck at its time, and whatever lasts is ended by `heal`. */
export class LiveFaults {
  readonly #stage: LiveStage;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** What is under way. */
  readonly #work = new Set<Promise<void>>();
  /** Nodes that are being started again, or handed over: no second fault strikes them. */
  readonly #busy = new Set<RealNode>();
  readonly notStruck = new Map<SchedulerFaultKind, NotStruck>();
  /** What went wrong in the harness itself: nothing can be said then. */
  readonly troubles: string[] = [];

  constructor(stage: LiveStage) {
    this.#stage = stage;
  }

  /** Arms them all. */
  arm(faults: readonly SchedulerFault[], startMs: number): void {
    for (const fault of faults) {
      const why = whyNotThisLive(fault, this.#stage.topology);
      if (why === null) this.#at(startMs + fault.atMs, () => this.#strike(fault));
      else this.#missed(fault.fault, why);
    }
  }

  /** No fault strikes or lasts any more. */
  async heal(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    await this.settled();
    for (const node of this.#stage.shards.nodes) {
      await this.#resumeNode(node);
      await this.#restartNode(node);
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #at(atMs: number, act: () => Promise<void> | void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const work = this.#try(act).finally(() => this.#work.delete(work));
      this.#work.add(work);
    }, atMs - Date.now());
    this.#timers.add(timer);
  }

  async #try(act: () => Promise<void> | void): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.troubles.push(error instanceof Error ? error.message : String(error));
    }
  }

  #missed(kind: SchedulerFaultKind, reason: string): void {
    const times = (this.notStruck.get(kind)?.times ?? 0) + 1;
    this.notStruck.set(kind, { kind, reason, times });
  }

  async #strike(fault: SchedulerFault): Promise<void> {
    const { workers, shards, startWorker } = this.#stage;
    const masters = shards.owners;
    switch (fault.fault) {
      case "crash": {
        const { process, restartAfterMs } = fault;
        if (!workers.isUp(process) || workers.isPaused(process)) return;
        this.#note(fault.fault, process, `${process} was killed`);
        await workers.kill(process);
        this.#process(process, "crashed");
        if (restartAfterMs !== null)
          this.#at(Date.now() + restartAfterMs, () => startWorker(process));
        return;
      }
      case "pause": {
        const { process, forMs } = fault;
        if (!workers.isUp(process) || workers.isPaused(process)) return;
        this.#note(fault.fault, process, `${process} stood still for ${forMs} ms`);
        this.#process(process, "paused");
        workers.pause(process);
        this.#at(Date.now() + forMs, () => this.resumeWorker(process));
        return;
      }
      case "script-flush":
        this.#note(fault.fault, "redis", "the nodes forgot their cached scripts");
        for (const node of masters) if (node.state === "up") await node.admin("SCRIPT", "FLUSH");
        return;
      case "client-kill":
        return this.#killClients(fault.process, fault.connections);
      case "node-crash": {
        const [node] = masters;
        if (node === undefined || !this.#canBeHit(node)) return;
        this.#note(fault.fault, node.name, `${node.name} was killed`);
        this.#node(node, "failed");
        await node.kill();
        const { restartAfterMs } = fault;
        if (restartAfterMs !== null)
          this.#at(Date.now() + restartAfterMs, () => this.#restartNode(node));
        return;
      }
      case "node-pause": {
        const [node] = masters;
        if (node === undefined || !this.#canBeHit(node)) return;
        this.#note(fault.fault, node.name, `${node.name} stood still for ${fault.forMs} ms`);
        this.#node(node, "failed");
        await node.pause();
        this.#at(Date.now() + fault.forMs, () => this.#resumeNode(node));
        return;
      }
      case "failover-manual":
        return this.#handOver(shards.nodeNamed(fault.node));
      case "failover-automatic":
        return this.#killMaster(shards.shardNamed(fault.slot), fault.restartAfterMs);
      default:
        return this.#corrupt(fault);
    }
  }

  /** Lets a worker go on that stands still. */
  resumeWorker(process: string): void {
    const { workers } = this.#stage;
    if (!workers.isPaused(process)) return;
    workers.resume(process);
    this.#process(process, "resumed");
  }

  async #restartNode(node: RealNode): Promise<void> {
    if (node.state !== "down") return;
    const { shards, nowUs } = this.#stage;
    await this.#withoutOthers([node], async () => {
      await node.restart({ data: "kept" });
      shards.reloads.push({ node: node.name, atUs: nowUs() });
      await this.#stage.listenTo(node);
      await this.#isWell(node);
      this.#node(node, "recovered");
    });
  }

  async #withoutOthers(nodes: readonly RealNode[], act: () => Promise<void>): Promise<void> {
    for (const node of nodes) this.#busy.add(node);
    try {
      await act();
    } finally {
      for (const node of nodes) this.#busy.delete(node);
    }
  }

  /** Whether a fault can strike a node now. */
  #canBeHit(node: RealNode): boolean {
    return node.state === "up" && !this.#busy.has(node);
  }

  /** CLUSTER FAILOVER, which waits for the replica to have all. */
  async #handOver(replica: RealNode | null): Promise<void> {
    const { shards, nowUs } = this.#stage;
    if (replica === null || !this.#canBeHit(replica)) return;
    const master = shards.ownerOf(shards.shardOf(replica));
    if (master === null || master === replica || !this.#canBeHit(master)) return;
    const fullSyncs = fullSyncsOf(master);
    const fromUs = nowUs();
    const reply = await replica.admin("CLUSTER", "FAILOVER");
    if (typeof reply === "object" && reply !== null && "error" in reply) return;
    this.#note("failover-manual", replica.name, `${replica.name} was told to become the master`);
    this.#node(master, "failed");
    await this.#withoutOthers([master, replica], async () => {
      const winner = await shards.elected([replica], true, fromUs, nowUs, electionMsMax);
      if (winner === null) this.troubles.push(`${replica.name} was not elected in time`);
      await this.#isWell(master);
      if (fullSyncsOf(master) > fullSyncs)
        shards.reloads.push({ node: master.name, atUs: nowUs() });
      this.#node(master, "recovered");
    });
  }

  /** The master dies, and the cluster must elect another one. */
  async #killMaster(shard: string | null, restartAfterMs: number | null): Promise<void> {
    const { shards, nowUs } = this.#stage;
    const master = shard === null ? null : shards.ownerOf(shard);
    if (shard === null || master === null || !this.#canBeHit(master)) return;
    // Without a replica that is well nobody can be elected.
    const replicas = shards.replicasOf(shard).filter((node) => this.#canBeHit(node));
    if (replicas.length === 0) return;
    const fromUs = nowUs();
    this.#note("failover-automatic", master.name, `${master.name} was killed`);
    this.#node(master, "failed");
    await this.#withoutOthers([master, ...replicas], async () => {
      await master.kill();
      const winner = await shards.elected(replicas, false, fromUs, nowUs, electionMsMax);
      if (winner === null) this.troubles.push(`nobody was elected in place of ${master.name}`);
    });
    if (restartAfterMs !== null)
      this.#at(Date.now() + restartAfterMs, () => this.#restartNode(master));
  }

  /** Waits for a node to follow its master, unless it is the master. */
  async #isWell(node: RealNode): Promise<void> {
    const { shards } = this.#stage;
    const wanted = shards.ownerOf(shards.shardOf(node)) === node ? "master" : "following";
    const missing = await until(
      async () => ((await roleOf(node)) === wanted ? null : wanted),
      electionMsMax,
    );
    if (missing !== null) this.troubles.push(`${node.name} was not ${missing} in time`);
  }

  async #resumeNode(node: RealNode): Promise<void> {
    if (node.state !== "paused") return;
    await node.resume();
    this.#node(node, "recovered");
  }

  async #killClients(process: string, connections: "oldest" | "all"): Promise<void> {
    const { workers, shards, nowUs } = this.#stage;
    const ports = workers.portsOf(process);
    const atUs = nowUs();
    let killed = 0;
    for (const node of shards.owners) {
      if (node.state !== "up" || (connections === "oldest" && killed > 0)) continue;
      const list = await node.admin("CLIENT", "LIST");
      const ids = clientsOf(typeof list === "string" ? list : "", ports);
      for (const id of connections === "oldest" ? ids.slice(0, 1) : ids)
        if ((await node.admin("CLIENT", "KILL", "ID", id)) === 1) killed++;
    }
    if (killed === 0) return;
    const detail = `an operator killed ${killed} of the connections of ${process}`;
    this.#note("client-kill", process, detail, atUs);
  }

  /** A fault in the data strikes when it changes something, which only what the server tells can show. */
  async #corrupt(fault: SchedulerFault): Promise<void> {
    const { layout, shards, nowUs, add } = this.#stage;
    const damage = dataFault(fault);
    const target = "id" in damage ? damage.id : "index";
    const commands = layout.corrupt(damage) ?? [];
    const atUs = nowUs();
    for (const command of commands) await askOwner(shards.owners, command);
    if (commands.length === 0) return;
    const detail = `an operator ran ${commands.map(([name]) => name).join(", ")} on ${target}`;
    add({
      atUs,
      event: { type: "fault", fault: fault.fault, target, detail },
      onlyIfChangedUntilUs: nowUs(),
    });
  }

  #note(fault: SchedulerFaultKind, target: string, detail: string, atUs = this.#stage.nowUs()) {
    this.#stage.add({ atUs, event: { type: "fault", fault, target, detail } });
  }

  #process(process: string, change: "crashed" | "paused" | "resumed"): void {
    this.#stage.add({ atUs: this.#stage.nowUs(), event: { type: "process", process, change } });
  }

  #node(node: RealNode, change: "failed" | "recovered"): void {
    const shard = this.#stage.shards.shardOf(node);
    const event = { type: "node", node: node.name, shard, change } as const;
    this.#stage.add({ atUs: this.#stage.nowUs(), event });
  }
}

/** The ids of the clients that come from these ports, the oldest first. */
function clientsOf(list: Bytes, ports: readonly number[]): readonly string[] {
  return list.split("\n").flatMap((line) => {
    const port = / addr=\S*:(\d+) /.exec(line)?.[1];
    return port !== undefined && ports.includes(Number(port))
      ? (/^id=(\d+)/.exec(line)?.[1] ?? [])
      : [];
  });
}

function dataFault(fault: SchedulerFault): Parameters<SchedulerLayout["corrupt"]>[0] {
  switch (fault.fault) {
    case "stale-early":
    case "stale-late":
    case "missing-member":
    case "orphan-member":
    case "malformed-member":
    case "missing-hash":
    case "wrong-type":
      return fault;
    default:
      throw new Error(`LiveFaults: ${fault.fault} was not refused; whyNotLive would be right to`);
  }
}
