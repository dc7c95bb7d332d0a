import type { FaultRule, FaultVerdict } from "../../sim/kernel/faultRule.ts";
import { pass } from "../../sim/kernel/faultRule.ts";
import type { World } from "../../sim/kernel/world.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { RedisServer, RestartData } from "../../sim/redisServer.ts";
import type { NodeFault } from "../../spec/nodeFault.ts";
import { askNode, textOf } from "./askNode.ts";
import type { NodeStory } from "./nodeStory.ts";
import type { Operator } from "./operator.ts";
import type { ScenarioNodes } from "./scenarioNodes.ts";

export type NodeStage = {
  readonly world: World;
  readonly nodes: ScenarioNodes;
  /** What the fault `evict` takes: a key, and what that is in words; null when there is no such thing. */
  readonly evicted: (id: string | null) => Evicted | null;
  readonly story: NodeStory;
  readonly operator: Operator;
};

/** A key of the subject's data, and what it is to a reader, e.g. "the index". */
type Evicted = { readonly key: string; readonly what: string };

/** Counts a fault that struck and tells of it; `forMs` is said when it lasts and no event will tell that it is over. */
export type Note = (target: string, detail: string, forMs?: number) => void;

type Crash = Extract<NodeFault, { fault: "node-crash" }>;
type Failover = Extract<
  NodeFault,
  { fault: "failover-manual" | "failover-force" | "failover-takeover" }
>;

/** What must be prepared long before a fault strikes: the snapshot that a node will come back with. */
export function prepareNodeFault(fault: NodeFault, startUs: number, stage: NodeStage): void {
  if (fault.fault !== "node-crash" || fault.data !== "snapshot") return;
  const { world, nodes } = stage;
  const atMs = Math.max(0, fault.atMs - (fault.snapshotAgeMs ?? 0));
  world.at(startUs + atMs * 1000, world.lane(), () => {
    // Whoever will be hit may not be known yet.
    for (const server of nodes.servers) if (server.isUp) server.admin(["SAVE"]);
  });
}

/** Arms a fault of a node. One whose node is down, or whose request never comes, does not strike. */
export function armNodeFault(fault: NodeFault, note: Note, stage: NodeStage): void {
  const { nodes, story, operator } = stage;
  const server = (): RedisServer | null => {
    const named = "node" in fault ? nodes.named(fault.node) : null;
    return named?.isUp === true ? named : null;
  };

  switch (fault.fault) {
    case "node-crash":
      return atMoment(fault, stage, server, (hit, when) => crash(fault, hit, when, note, stage));
    case "failover-automatic": {
      const slot = nodes.slotNamed(fault.slot);
      const master = (): RedisServer | null => nodes.ownerOf(slot);
      return atMoment(fault, stage, master, (hit, when) => {
        const { restartAfterMs } = fault;
        operator.awaitsElection(hit, (elected) =>
          note(elected.host, `${elected.host} was elected in place of ${hit.host}`),
        );
        story.tell(fault.fault, hit.host, `${hit.host} died ${when}`);
        operator.crash(hit, "kept", restartAfterMs);
      });
    }
    case "node-pause":
      return atMoment(fault, stage, server, (hit, when) => {
        if (hit.isPaused) return;
        note(hit.host, `${hit.host} stood still for ${fault.forMs} ms, ${when}`);
        hit.pause();
        story.look(hit);
        const { node } = hit;
        later(stage, fault.forMs, () => {
          if (hit.node !== node) return;
          operator.resume(hit);
        });
      });
    case "failover-manual":
    case "failover-force":
    case "failover-takeover":
      return atMoment(fault, stage, server, (hit) => failover(fault, hit, note, stage));
    case "node-slow": {
      const hit = server();
      if (hit === null) return;
      note(hit.host, `messages of ${hit.host} took ${fault.byMs} ms longer for ${fault.forMs} ms`);
      hit.slowUs = fault.byMs * 1000;
      story.look(hit);
      return later(stage, fault.forMs, () => {
        hit.slowUs = 0;
        story.look(hit);
      });
    }
    case "node-skew": {
      const hit = server();
      if (hit === null) return;
      const how = fault.byMs < 0 ? "back" : "ahead";
      note(hit.host, `the clock of ${hit.host} jumped ${how} by ${Math.abs(fault.byMs)} ms`);
      turnClock(hit, fault.byMs, stage);
      if (fault.forMs === null) return;
      return later(stage, fault.forMs, () => {
        // When all heals, all clocks are set right.
        if (hit.skewUs !== 0) turnClock(hit, -fault.byMs, stage);
      });
    }
    case "partition-nodes": {
      const named = fault.nodes.flatMap((name) => nodes.named(name) ?? []);
      const side = nodes.servers.filter((each) => named.includes(each));
      const others = nodes.servers.filter((each) => !side.includes(each));
      if (side.length === 0 || others.length === 0) return;
      const way = ({ both: "both", sent: "there", received: "back" } as const)[fault.way];
      const who = side.map(({ host }) => host).join(", ");
      const what = { both: "nothing passed between", sent: "the others got nothing from", received: "nothing reached" }[fault.way]; // prettier-ignore
      const rest = fault.way === "both" ? " and the other nodes" : "";
      note(who, `${what} ${who}${rest} for ${fault.forMs} ms`);
      const cutOff = side.length <= others.length ? side : others;
      nodes.network.partition(side, others, way, true);
      for (const each of cutOff) story.trouble(each, false);
      return later(stage, fault.forMs, () => {
        nodes.network.partition(side, others, way, false);
        for (const each of cutOff) story.trouble(each, true);
      });
    }
    case "partition-client":
      return partitionClient(fault, note, stage);
    case "replication-lag": {
      const hit = server();
      if (hit === null || nodes.isMaster(hit)) return;
      note(
        hit.host,
        `${hit.host} heard of its master ${fault.byMs} ms later for ${fault.forMs} ms`,
      );
      nodes.network.lag(hit, fault.byMs * 1000);
      story.trouble(hit, false);
      return later(stage, fault.forMs, () => {
        nodes.network.lag(hit, 0);
        story.trouble(hit, true);
      });
    }
    case "replication-cut": {
      const hit = server();
      if (hit === null || nodes.isMaster(hit)) return;
      note(hit.host, `${hit.host} had no connection to its master for ${fault.forMs} ms`);
      story.trouble(hit, false);
      nodes.network.cutReplication(hit, true);
      return later(stage, fault.forMs, () => {
        nodes.network.cutReplication(hit, false);
        story.trouble(hit, true);
      });
    }
    case "reshard": {
      const slot = nodes.slotNamed(fault.slot);
      const source = nodes.ownerOf(slot);
      const target = nodes.named(fault.to);
      if (source === null || target?.isUp !== true || source === target) return;
      if (!operator.reshard(slot, source, target, fault.stepMs)) return;
      return note(target.host, `slot ${slot} moved from ${source.host} to ${target.host}`);
    }
    case "flush-all": {
      const hit = server();
      if (hit === null || !nodes.isMaster(hit)) return;
      note(hit.host, `${hit.host} was flushed`);
      return story.during("flush", hit, () => void hit.admin(["FLUSHALL"]));
    }
    case "evict":
      return evict(fault, note, stage);
    case "out-of-memory": {
      const hit = server();
      if (hit === null) return;
      note(hit.host, `${hit.host} was out of memory for ${fault.forMs} ms`, fault.forMs);
      return setFor(stage, hit, fault.forMs, "maxmemory", "1");
    }
    case "connection-limit": {
      const hit = server();
      if (hit === null) return;
      note(hit.host, `${hit.host} took no more connections for ${fault.forMs} ms`, fault.forMs);
      return setFor(stage, hit, fault.forMs, "maxclients", String(Math.max(1, hit.node.connectionCount))); // prettier-ignore
    }
    case "busy-script": {
      const hit = server();
      if (hit === null) return;
      note(hit.host, `a script kept ${hit.host} busy for ${fault.forMs} ms`, fault.forMs);
      return operator.hold(hit, "busy", fault.forMs, () => {
        hit.node.isBusy = true;
        return () => void (hit.node.isBusy = false);
      });
    }
    case "client-kill":
      return killClients(fault, note, stage);
  }
}

/** Does it now, or at the n-th request that reaches the node which is meant then. */
function atMoment(
  fault: NodeFault & { readonly request?: number; readonly edge?: "before" | "after" },
  { world }: NodeStage,
  target: () => RedisServer | null,
  act: (server: RedisServer, when: string) => void,
): void {
  if (fault.request === undefined) {
    const server = target();
    if (server !== null) act(server, "between two commands");
    return;
  }
  let seen = 0;
  const rule: FaultRule = ({ to, name }): FaultVerdict => {
    const server = target();
    // A failover is told to a replica, and what matters is what its master has just heard.
    if (server === null || (to !== `${server.address}:${server.port}` && isAtNode(fault)))
      return pass;
    if (++seen !== fault.request) return pass;
    world.network.rules.splice(world.network.rules.indexOf(rule), 1);
    if (fault.edge !== "before") {
      // The reply is on its way when it strikes, as is what the replicas are told.
      const strike = (): void => act(server, `right after ${name} was executed`);
      return { type: "passThen", act: () => void world.after(1, world.lane(), strike) };
    }
    act(server, `right before ${name} was executed`);
    return server.isUp ? pass : { type: "cutRequest" };
  };
  world.network.rules.push(rule);
}

const isAtNode = ({ fault }: NodeFault): boolean =>
  fault === "node-crash" || fault === "node-pause" || fault === "failover-automatic";

function later({ world, operator }: NodeStage, afterMs: number, act: () => void): void {
  world.after(afterMs * 1000, world.lane(), () => {
    if (!operator.isHealing) act();
  });
}

function crash(fault: Crash, hit: RedisServer, when: string, note: Note, stage: NodeStage): void {
  const back: Readonly<Record<RestartData, string>> = {
    kept: "",
    snapshot: "; it comes back with an older snapshot",
    empty: "; it comes back empty",
  };
  note(hit.host, `${hit.host} died ${when}${back[fault.data]}`);
  stage.operator.crash(hit, fault.data, fault.restartAfterMs);
}

function failover(
  { fault }: Failover,
  hit: RedisServer,
  note: Note,
  { operator, nodes }: NodeStage,
): void {
  if (nodes.isMaster(hit) || hit.isPaused) return;
  const kind = ({ "failover-manual": "manual", "failover-force": "force", "failover-takeover": "takeover" } as const)[fault]; // prettier-ignore
  if (!operator.failover(hit, kind)) return;
  note(hit.host, `${hit.host} was told to become the master (${kind})`);
}

function turnClock(hit: RedisServer, byMs: number, { story }: NodeStage): void {
  hit.skewUs += byMs * 1000;
  story.clock(hit);
  hit.settle();
}

function partitionClient(
  fault: Extract<NodeFault, { fault: "partition-client" }>,
  note: Note,
  stage: NodeStage,
): void {
  const { world, nodes, story } = stage;
  const process = world.process(fault.process);
  const hit = nodes.named(fault.node);
  if (hit === null || !process.isUp) return;
  const { name } = process;
  const details = {
    both: `nothing passed between ${name} and ${hit.host}`,
    requests: `nothing that ${name} sent reached ${hit.host}`,
    replies: `nothing that ${hit.host} sent reached ${name}`,
  };
  note(name, `${details[fault.way]} for ${fault.forMs} ms`);
  world.network.partitionFrom(process, hit.host, fault.way, true);
  later(stage, fault.forMs, () => {
    world.network.partitionFrom(process, hit.host, fault.way, false);
    story.processHealed(process.name);
  });
}

function evict(
  { id }: Extract<NodeFault, { fault: "evict" }>,
  note: Note,
  { nodes, story, evicted }: NodeStage,
): void {
  const found = evicted(id);
  if (found === null) return;
  const { key, what } = found;
  const owner = nodes.holderOf(key);
  if (owner === null || owner.admin(["EXISTS", key]) !== 1) return;
  note(owner.host, `${owner.host} evicted ${what}`);
  story.during("evict", owner, () => void owner.admin(["DEL", key]));
}

/** Changes a setting of a node for a while; a node that is started again meanwhile has it from its file. */
function setFor(
  stage: NodeStage,
  hit: RedisServer,
  forMs: number,
  name: string,
  value: string,
): void {
  stage.operator.hold(hit, name, forMs, () => {
    const before = hit.admin(["CONFIG", "GET", name]);
    askNode(hit, ["CONFIG", "SET", name, value]);
    return () => {
      if (Array.isArray(before)) askNode(hit, ["CONFIG", "SET", name, String(before[1])]);
    };
  });
}

function killClients(
  { process: name, connections }: Extract<NodeFault, { fault: "client-kill" }>,
  note: Note,
  { world, nodes }: NodeStage,
): void {
  const process = world.process(name);
  let killed = 0;
  for (const server of nodes.servers) {
    if (!server.isUp || (connections === "oldest" && killed > 0)) continue;
    const ids = clientsOf(server.admin(["CLIENT", "LIST"]), `10.0.1.${process.lane + 1}:`);
    for (const id of connections === "oldest" ? ids.slice(0, 1) : ids) {
      if (server.admin(["CLIENT", "KILL", "ID", id]) === 1) killed++;
    }
    server.settle();
  }
  if (killed === 0) return;
  note(name, `an operator killed ${killed} of the connections of ${name}`);
}

/** The ids of the clients at an address, the oldest first. */
function clientsOf(list: Reply, addressPrefix: string): readonly string[] {
  return textOf(list)
    .split("\n")
    .filter((line) => line.includes(` addr=${addressPrefix}`))
    .flatMap((line) => /^id=(\d+)/.exec(line)?.[1] ?? []);
}
