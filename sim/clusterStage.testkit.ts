import { expect } from "vitest";
import type { FaultVerdict, Message } from "./kernel/faultRule.ts";
import { World } from "./kernel/world.ts";
import { hashSlot } from "./redis/hashSlot.ts";
import type { RedisServer } from "./redisServer.ts";
import { RedisTopology } from "./redisTopology.ts";

const startMs = Date.UTC(2026, 0, 1);
/** Long enough for the first PING of a master to its replicas. */
const warmUpMs = 15_000;

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

export type Log = (line: unknown) => void;

/** Three masters with a replica each, and what an operator does to them. */
export class ClusterStage {
  readonly world: World;
  readonly nodes: RedisTopology;

  constructor(seed: string) {
    this.world = new World({ seed, startMs, keepJournal: true });
    const topology = { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs: 2_000 } as const; // prettier-ignore
    this.nodes = new RedisTopology(this.world, topology, { lua: null });
  }

  get servers(): readonly RedisServer[] {
    return this.nodes.servers;
  }

  /** A command of the operator at a node. */
  at(server: RedisServer, ...argv: readonly string[]): unknown {
    const reply = server.admin(argv);
    server.settle();
    return reply;
  }

  idOf(server: RedisServer): string {
    return String(this.at(server, "CLUSTER", "MYID"));
  }

  /** The node that serves the key as a master, by its own account. */
  masterOf(key: string): RedisServer {
    const slot = hashSlot(key);
    const serves = (server: RedisServer): boolean => {
      const [, , flags = "", , , , , , ...slots] = this.#ownLine(server);
      if (!flags.includes("master")) return false;
      return slots.some((range) => {
        const [first = NaN, last = first] = range.split("-").map(Number);
        return first <= slot && slot <= last;
      });
    };
    return this.#find(`a master of ${key}`, serves);
  }

  replicaOf(master: RedisServer): RedisServer {
    const id = this.idOf(master);
    return this.#find(`a replica of ${master.host}`, (server) => this.#ownLine(server)[3] === id);
  }

  #find(what: string, is: (server: RedisServer) => boolean): RedisServer {
    const found = this.servers.find((server) => server.isUp && is(server));
    if (found === undefined) throw new Error(`ClusterStage: there is not ${what}`);
    return found;
  }

  /** The line of CLUSTER NODES in which a node describes itself, in its parts. */
  #ownLine(server: RedisServer): readonly string[] {
    const lines = String(this.at(server, "CLUSTER", "NODES")).split("\n");
    return lines.find((line) => line.includes("myself"))?.split(" ") ?? [];
  }

  /** Begins to move the key's slot; the keys stay where they are. */
  beginMove(key: string, to: RedisServer): void {
    const slot = String(hashSlot(key));
    const from = this.masterOf(key);
    this.at(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", this.idOf(from));
    this.at(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", this.idOf(to));
  }

  moveKey(key: string, from: RedisServer, to: RedisServer): unknown {
    return this.at(from, "MIGRATE", to.address, "6379", key, "0", "1000");
  }

  /** Ends it: the other one has the slot now. */
  endMove(key: string, from: RedisServer, to: RedisServer): void {
    const slot = String(hashSlot(key));
    const id = this.idOf(to);
    this.at(to, "CLUSTER", "SETSLOT", slot, "NODE", id);
    this.at(from, "CLUSTER", "SETSLOT", slot, "NODE", id);
  }

  /** What clients sent, as "host NAME", in order. */
  get asked(): readonly string[] {
    return this.#asked;
  }

  readonly #asked: string[] = [];

  watch(): void {
    for (const server of this.servers)
      server.onExecuted = ({ argv: [name = ""], isContinued }) => {
        if (!isContinued) this.#asked.push(`${server.host} ${name.toUpperCase()}`);
      };
  }

  /** How often the client was told so. */
  told(error: string): number {
    return this.world.journal.lines.filter((line) => line.includes(`client < -${error}`)).length;
  }
}

/** Runs a program as one process of a world with a cluster that is at work already, for two minutes of virtual time. */
export async function inCluster(
  program: (log: Log, stage: ClusterStage) => Promise<unknown>,
  prepare: (stage: ClusterStage) => void = () => {},
  seed = "1",
) {
  const stage = new ClusterStage(seed);
  stage.watch();
  const seen: unknown[] = [];
  // Until a master has sent its replica something, no client is told of the replica.
  await stage.world.runUntil((startMs + warmUpMs) * 1000);
  prepare(stage);
  stage.world.process("client").start(async () => {
    await program((line) => seen.push(line), stage);
  });
  await stage.world.runUntil((startMs + warmUpMs + 120_000) * 1000);
  const unsupported = stage.servers.flatMap(({ node }) => node.unsupported);
  expect([stage.world.failures, unsupported]).toEqual([[], []]);
  return { seen, stage, digest: stage.world.journal.digest() };
}

/** Strikes at the first command of that name. */
export const onCommand = (name: string, verdict: FaultVerdict) => {
  let struck = false;
  return (message: Message): FaultVerdict => {
    if (struck || message.name !== name) return { type: "pass" };
    struck = true;
    return verdict;
  };
};
