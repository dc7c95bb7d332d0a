import type { Bytes } from "../../sim/redis/bytes.ts";
import { isCommand, isKernelFaultKind, type KernelFault } from "../../spec/fault.ts";
import { isNodeFaultKind, type NodeFault } from "../../spec/nodeFault.ts";
import type { NotStruck } from "../../spec/result.ts";
import type { ScenarioFault } from "../../spec/scenario.ts";
import { isObject } from "../../spec/shape.ts";
import type { RealNode } from "../cluster/realTopology.ts";
import { askOwner } from "./askOwner.ts";
import { LiveNodes } from "./liveNodes.ts";
import type { LiveStage, Note } from "./liveStage.ts";
import type { LiveRequest, LiveVerdict } from "./proxyLink.ts";
import { whyNotThisLive } from "./whyNotLive.ts";
import type { LiveRule } from "./workerProxies.ts";

/** The faults of one run: each is struck at its time, and whatever lasts is ended by `heal`. */
export class LiveFaults {
  readonly #stage: LiveStage;
  readonly #nodes: LiveNodes;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** What is under way. */
  readonly #work = new Set<Promise<void>>();
  /** What lasts on the network, and how to end it. */
  readonly #lasting = new Set<() => Promise<void> | void>();
  #isHealing = false;
  readonly notStruck = new Map<string, NotStruck>();
  /** What went wrong in the harness itself: nothing can be said then. */
  readonly troubles: string[] = [];

  constructor(stage: LiveStage) {
    this.#stage = stage;
    const later = (afterMs: number, act: () => Promise<void> | void): void =>
      this.#at(Date.now() + afterMs, act);
    this.#nodes = new LiveNodes(stage, later, (what) => void this.troubles.push(what));
  }

  /** Arms them all. */
  arm(faults: readonly ScenarioFault[], startMs: number): void {
    for (const fault of faults) {
      const why = whyNotThisLive(fault, this.#stage.servers);
      if (why !== null) {
        this.#missed(fault.fault, why);
        continue;
      }
      if (isNodeFault(fault) && fault.fault === "node-crash" && fault.data === "snapshot")
        this.#at(startMs + Math.max(0, fault.atMs - (fault.snapshotAgeMs ?? 0)), () =>
          this.#nodes.save(),
        );
      this.#at(startMs + fault.atMs, () => this.#strike(fault));
    }
  }

  /** Something else that is done from beside. */
  beside(atMs: number, act: () => Promise<void>): void {
    this.#at(atMs, act);
  }

  /** A worker says that it has done all that it had to, or could not begin: its process ends, and starts again after a while. */
  leaves(process: string, message: unknown): void {
    const { workers, startWorker } = this.#stage;
    const afterMs = isObject(message) ? message["leavesForMs"] : undefined;
    if (afterMs === undefined) return;
    const end = async (): Promise<void> => {
      await workers.kill(process, `${process} has ended`);
      this.#process(process, "crashed");
      if (typeof afterMs !== "number") return;
      setTimeout(() => startWorker(process), afterMs).unref();
    };
    const work = this.#try(end).finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  /** No fault strikes or lasts any more. */
  async heal(): Promise<void> {
    this.#stage.proxies.rules.length = 0;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#isHealing = true;
    await this.settled();
    for (const end of this.#lasting) await end();
    await this.#nodes.heal();
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #at(atMs: number, act: () => Promise<void> | void): void {
    if (this.#isHealing) return;
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

  #missed(kind: string, reason: string): void {
    const times = (this.notStruck.get(kind)?.times ?? 0) + 1;
    this.notStruck.set(kind, { kind, reason, times });
  }

  async #strike(fault: ScenarioFault): Promise<void> {
    const note: Note = (target, detail, atUs = this.#stage.nowUs()) =>
      this.#stage.add({ atUs, event: { type: "fault", fault: fault.fault, target, detail } });
    if (isNodeFault(fault)) return this.#strikeNode(fault, note);
    if (!isKernelFault(fault)) return this.#corrupt(fault);
    switch (fault.fault) {
      case "crash":
      case "pause":
        return this.#atRequest(
          fault,
          ({ process }) => process === fault.process,
          (when) => this.#strikeProcess(fault, when, note),
          () => (fault.fault === "crash" ? "cut" : "pass"),
        );
      case "cut-request":
      case "lose-reply":
      case "cut-reply":
        return this.#onRequest(
          fault,
          ({ process }) => process === fault.process,
          ({ name }) => {
            note(fault.process, cutDetail(fault.fault, name));
            return cutVerdict(fault.fault);
          },
        );
      case "refuse":
      case "delay":
      case "stall":
      case "partition":
        return this.#lastFor(fault, note);
      case "script-flush":
        note("redis", "the nodes forgot their cached scripts");
        for (const node of this.#stage.shards.owners)
          if (node.state === "up") await node.admin("SCRIPT", "FLUSH");
        return;
      case "skew":
        return; // refused before
    }
  }

  async #strikeNode(fault: NodeFault, note: Note): Promise<void> {
    const { shards } = this.#stage;
    const nodes = this.#nodes;
    switch (fault.fault) {
      case "node-crash":
        return this.#atNode(fault, fault.node, (hit, when) => nodes.crash(hit, fault, when, note));
      case "node-pause":
        return this.#atNode(fault, fault.node, (hit, when) => nodes.pause(hit, fault, when, note));
      case "failover-automatic": {
        const shard = shards.shardNamed(fault.slot);
        const master = (): RealNode | null => (shard === null ? null : shards.ownerOf(shard));
        return this.#atMoment(fault, master, (hit, when) =>
          nodes.killMaster(hit, fault, when, note),
        );
      }
      case "failover-manual":
      case "failover-force":
      case "failover-takeover":
        // It is told to a replica, and what matters is what its master has just heard.
        return this.#atRequest(
          fault,
          () => true,
          () => nodes.failover(shards.nodeNamed(fault.node), fault, note),
          () => "pass",
        );
      case "partition-nodes":
        return nodes.unplug(fault, note);
      case "partition-client":
        return this.#partitionClient(fault, note);
      case "replication-cut":
        return nodes.cutReplication(shards.nodeNamed(fault.node), fault, note);
      case "flush-all":
        return nodes.flush(shards.nodeNamed(fault.node), note);
      case "evict":
        return nodes.evict(fault, note);
      case "out-of-memory": {
        const node = shards.nodeNamed(fault.node);
        if (await nodes.setFor(node, fault.forMs, "maxmemory", "1"))
          note(node?.name ?? "", `${node?.name} was out of memory for ${fault.forMs} ms`);
        return;
      }
      case "client-kill":
        return this.#killClients(fault.process, fault.connections, note);
      default:
        return; // refused before
    }
  }

  /** Lets a worker go on that stands still. */
  resumeWorker(process: string): void {
    const { workers } = this.#stage;
    if (!workers.isPaused(process)) return;
    workers.resume(process);
    this.#process(process, "resumed");
  }

  async #strikeProcess(
    fault: Extract<KernelFault, { fault: "crash" | "pause" }>,
    when: string,
    note: Note,
  ): Promise<void> {
    const { workers, startWorker } = this.#stage;
    const { process } = fault;
    if (!workers.isUp(process) || workers.isPaused(process)) return;
    if (fault.fault === "crash") {
      const { restartAfterMs } = fault;
      note(process, `${process} was killed ${when}`);
      await workers.kill(process);
      this.#process(process, "crashed");
      if (restartAfterMs !== null)
        this.#at(Date.now() + restartAfterMs, () => startWorker(process));
      return;
    }
    note(process, `${process} stood still for ${fault.forMs} ms, ${when}`);
    this.#process(process, "paused");
    workers.pause(process);
    this.#at(Date.now() + fault.forMs, () => this.resumeWorker(process));
  }

  /** At the n-th request that reaches a node, or now; `node` is whoever plays the role then. */
  #atNode(
    fault: NodeFault & Moment,
    node: string,
    act: (hit: RealNode | null, when: string) => Promise<void>,
  ): Promise<void> {
    return this.#atMoment(fault, () => this.#stage.shards.nodeNamed(node), act);
  }

  #atMoment(
    fault: Moment,
    target: () => RealNode | null,
    act: (hit: RealNode | null, when: string) => Promise<void>,
  ): Promise<void> {
    return this.#atRequest(
      fault,
      ({ node }) => target()?.name === node,
      (when) => act(target(), when),
      // A node that is dead now gets the request, and breaks the connection, by itself.
      () => "pass",
    );
  }

  /** Does it now, or before or after the n-th of some requests was executed. */
  async #atRequest(
    { request, edge = "after", command }: Moment,
    isMeant: (request: LiveRequest) => boolean,
    act: (when: string) => Promise<void>,
    then: () => "pass" | "cut",
  ): Promise<void> {
    if (request === undefined) return act("between two commands");
    this.#onRequest({ request, command }, isMeant, ({ name }) =>
      edge === "after"
        ? { type: "passThen", act: () => this.#try(() => act(`right after ${name} was executed`)) }
        : {
            type: "actFirst",
            act: async () => {
              await this.#try(() => act(`right before ${name} was executed`));
              return then();
            },
          },
    );
  }

  /** Decides the n-th of some requests from now on. */
  #onRequest(
    { request: nth, command }: Pick<Moment, "request" | "command">,
    isMeant: (request: LiveRequest) => boolean,
    strike: (request: LiveRequest) => LiveVerdict,
  ): void {
    const { rules } = this.#stage.proxies;
    let seen = 0;
    const rule: LiveRule = (request) => {
      const counts = command === undefined || isCommand(request.name, command);
      if (!counts || !isMeant(request) || ++seen !== nth) return { type: "pass" };
      rules.splice(rules.indexOf(rule), 1);
      return strike(request);
    };
    rules.push(rule);
  }

  /** A fault of the network, which is over after its time or when all heals. */
  #last(forMs: number, process: string, end: () => Promise<void> | void): void {
    const once = async (): Promise<void> => {
      if (!this.#lasting.delete(once)) return;
      await end();
      const event = { type: "process", process, change: "healed" } as const;
      this.#stage.add({ atUs: this.#stage.nowUs(), event });
    };
    this.#lasting.add(once);
    this.#at(Date.now() + forMs, once);
  }

  async #lastFor(
    fault: Extract<KernelFault, { fault: "refuse" | "delay" | "stall" | "partition" }>,
    note: Note,
  ): Promise<void> {
    const { proxies, workers } = this.#stage;
    const { process, forMs } = fault;
    if (!workers.isUp(process)) return;
    note(process, lastingDetail(fault));
    switch (fault.fault) {
      case "refuse":
        return this.#last(forMs, process, await proxies.refuse(process));
      case "delay":
        return this.#last(forMs, process, proxies.delay(process, fault.byMs));
      case "stall":
        return this.#last(forMs, process, proxies.stall(process));
      case "partition":
        return this.#last(forMs, process, proxies.partition(process, null, "both"));
    }
  }

  #partitionClient(
    { process, node: name, way, forMs }: Extract<NodeFault, { fault: "partition-client" }>,
    note: Note,
  ): void {
    const { proxies, workers, shards } = this.#stage;
    const node = shards.nodeNamed(name);
    if (node === null || !workers.isUp(process)) return;
    const details = {
      both: `nothing passed between ${process} and ${node.name}`,
      requests: `nothing that ${process} sent reached ${node.name}`,
      replies: `nothing that ${node.name} sent reached ${process}`,
    };
    note(process, `${details[way]} for ${forMs} ms`);
    this.#last(forMs, process, proxies.partition(process, node, way));
  }

  async #killClients(process: string, connections: "oldest" | "all", note: Note): Promise<void> {
    const { proxies, shards, nowUs } = this.#stage;
    const atUs = nowUs();
    let killed = 0;
    for (const node of shards.nodes) {
      if (node.state !== "up" || (connections === "oldest" && killed > 0)) continue;
      const list = await node.admin("CLIENT", "LIST");
      const ids = clientsOf(typeof list === "string" ? list : "", proxies.portsAt(node, process));
      for (const id of connections === "oldest" ? ids.slice(0, 1) : ids)
        if ((await node.admin("CLIENT", "KILL", "ID", id)) === 1) killed++;
    }
    if (killed > 0)
      note(process, `an operator killed ${killed} of the connections of ${process}`, atUs);
  }

  /** A fault in the data strikes when it changes something, which only what the server tells can show. */
  async #corrupt(fault: ScenarioFault): Promise<void> {
    const { trial, shards, nowUs, add } = this.#stage;
    const damage = trial.damageOf(fault);
    if (damage === null || damage.commands.length === 0) return;
    const { target, commands } = damage;
    const atUs = nowUs();
    for (const command of commands) await askOwner(shards.owners, command);
    const detail = `an operator ran ${commands.map(([name]) => name).join(", ")} on ${target}`;
    add({
      atUs,
      event: { type: "fault", fault: fault.fault, target, detail },
      onlyIfChangedUntilUs: nowUs(),
    });
  }

  #process(process: string, change: "crashed" | "paused" | "resumed"): void {
    this.#stage.add({ atUs: this.#stage.nowUs(), event: { type: "process", process, change } });
  }
}

/** When a fault strikes, if that is a request. */
type Moment = {
  readonly request?: number;
  readonly command?: string | undefined;
  readonly edge?: "before" | "after";
};

const isNodeFault = (fault: ScenarioFault): fault is NodeFault => isNodeFaultKind(fault.fault);

const isKernelFault = (fault: ScenarioFault): fault is KernelFault =>
  isKernelFaultKind(fault.fault);

function cutVerdict(fault: "cut-request" | "lose-reply" | "cut-reply"): LiveVerdict {
  switch (fault) {
    case "cut-request":
      return { type: "actFirst", act: () => Promise.resolve("cut") };
    case "lose-reply":
      return { type: "loseReply" };
    case "cut-reply":
      return { type: "cutReply" };
  }
}

function cutDetail(fault: "cut-request" | "lose-reply" | "cut-reply", name: string): string {
  switch (fault) {
    case "cut-request":
      return `the connection broke before ${name} was executed`;
    case "lose-reply":
      return `${name} was executed, its reply was lost`;
    case "cut-reply":
      return `${name} was executed, the connection broke inside its reply`;
  }
}

function lastingDetail(
  fault: Extract<KernelFault, { fault: "refuse" | "delay" | "stall" | "partition" }>,
): string {
  const { process, forMs } = fault;
  switch (fault.fault) {
    case "refuse":
      return `${process} lost its connections and got no new ones for ${forMs} ms`;
    case "delay":
      return `messages of ${process} took ${fault.byMs} ms longer for ${forMs} ms`;
    case "stall":
      return `the connections of ${process} were half-open for ${forMs} ms`;
    case "partition":
      return `nothing passed between ${process} and the nodes for ${forMs} ms`;
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
