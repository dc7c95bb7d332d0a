import { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import type { SchedulerSubject } from "../../adapters/scheduler/subject.ts";
import { World } from "../../sim/kernel/world.ts";
import type { ClientConnection } from "../../sim/redis/clientConnection.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import type { RedisNode } from "../../sim/redis/node.ts";
import type { RedisServer } from "../../sim/redisServer.ts";
import { schedulerFaultKinds, type SchedulerFaultKind } from "../../spec/scheduler/fault.ts";
import type { Topology } from "../../spec/topology.ts";
import { isNodeFaultKind } from "../../spec/nodeFault.ts";
import type { SchedulerScenario } from "../../spec/scheduler/scenario.ts";
import { findScheduler } from "../scheduler/findScheduler.ts";
import { drawScenario } from "../scheduler/drawScenario.ts";
import { modelServer } from "../scenario/modelServer.ts";
import type { ScenarioServer } from "../scenario/scenarioServer.ts";
import { runScenario } from "../scheduler/runScenario.ts";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { confirmationOf } from "./confirmationOf.ts";
import { lockstepServer, type LockstepReport } from "./lockstepServer.ts";
import { atHand, makerFor } from "./realServers.ts";

const binary = redisServerBinary();
const startMs = Date.UTC(2026, 0, 1);
const at = { host: "redis-1", port: 6379 } as const;
const standalone = { kind: "standalone" } as const;

describe.skipIf(binary === null)("lockstep (needs redis-server on the PATH)", () => {
  it.each([
    [["crash", "pause", "lose-reply", "stale-early", "wrong-type"]],
    [["node-crash", "node-pause", "node-skew", "script-flush", "flush-all"]],
    [["evict", "client-kill", "out-of-memory", "connection-limit", "busy-script"]],
  ] satisfies (readonly [readonly SchedulerFaultKind[]])[])(
    "is the same run as on the model, whatever strikes: %j",
    async (faults) => {
      const subject = findScheduler("reference");
      const { scenario } = drawScenario(2, { ...subject, faults, topology: "standalone" });
      const { model, lockstep, report } = await both(subject, scenario, 2);
      expect(report.differences).toEqual([]);
      expect(lockstep.undecided).toEqual([]);
      expect(lockstep.digest).toBe(model.digest);
      expect(report.roundTrips).toBeGreaterThan(lockstep.commands);
    },
  );

  it("sees what each request did that had waited behind another, as on the model", async () => {
    const subject = findScheduler("reference-replicated"); // whose WAIT nobody answers on one node
    const { scenario: drawn } = drawScenario(1, { ...subject, faults: [], topology: "standalone" });
    const worker = { pollMs: 600, dispatchMs: 0, startAtMs: 0 };
    const scenario: SchedulerScenario = {
      ...drawn,
      latencyUs: { min: 500, max: 500 },
      workers: [{ name: "w1", ...worker }, { name: "w2", ...worker }], // prettier-ignore
      steps: [
        { atMs: 250, by: "w2", do: "define", schedule: { id: "s1", cron: "*/5 * * * *" } },
        { atMs: 250, by: "w1", do: "delete", id: "s1" },
        { atMs: 250, by: "w1", do: "define", schedule: { id: "s1", everyMs: 784 } },
        { atMs: 298, by: "w1", do: "resume", id: "s1" },
        { atMs: 365, by: "w2", do: "trigger", id: "s1" },
      ],
      legacy: [],
      faults: [],
      faultsMs: 566,
      quietMs: 15_000,
    };
    const { model, lockstep, report } = await both(subject, scenario, 1);
    expect(report.differences).toEqual([]);
    expect(lockstep.digest).toBe(model.digest);
  });

  it("serves who waited for a replica, and then writes, by what replicas the model has", async () => {
    const topology = { kind: "replicated", replicas: 1 } as const;
    const early: Program = async (log) => {
      const redis = new Redis(at);
      await sleep(2_000);
      const refused = await redis.set("a", "1").catch(String); // the replica has not got its data yet
      await redis.wait(1, 100); // it asks for acknowledgements, which are part of the stream
      await redis.get("a"); // and so the next wait is for more than a replica has that has just been given its data
      const answers = await Promise.all([redis.wait(1, 0), redis.set("a", "1")]);
      log(refused, ...answers);
    };
    const config = new Map([["min-replicas-to-write", "1"]]);
    const { seen, report } = await inWorld("lockstep", { early }, topology, () => {}, config);
    expect(report?.differences).toEqual([]);
    expect(seen).toEqual([["ReplyError: NOREPLICAS Not enough good replicas to write.", 1, "OK"]]);
  });

  it("has nobody let in whom the busy master of the model has sent away", async () => {
    const topology = { kind: "replicated", replicas: 1 } as const;
    let node: RedisNode | null = null;
    const isKnown = ({ replica }: ClientConnection) => replica?.capabilities.has("psync2") === true;
    const asker: Program = async (log) => {
      const redis = new Redis(at);
      await sleep(6_000);
      const count = () => [...(node?.clients.values() ?? [])].filter(isKnown).length;
      await redis.client("KILL", "TYPE", "replica");
      while (count() === 0) await sleep(1); // it comes back at once
      node!.isBusy = true; // when it asks for what it has missed
      await sleep(200);
      log("replicas while busy", count());
      node!.isBusy = false;
      await sleep(5_000);
      log(...((await redis.info("stats")).match(/^sync_\w+:\d/gm) ?? []));
    };
    const operate = ({ nodes }: ScenarioServer): void =>
      void (node = nodes?.servers[0]?.node ?? null);
    const { seen, report } = await inWorld("lockstep", { asker }, topology, operate);
    expect(report?.differences).toEqual([]);
    expect(seen).toEqual([
      ["replicas while busy", 0],
      ["sync_full:1", "sync_partial_ok:1", "sync_partial_err:1"],
    ]);
  });

  it("has a real server refuse what the busy model refuses, so that it knows who asked last, and aborts transactions", async () => {
    const topology = { kind: "replicated", replicas: 1 } as const;
    let node: RedisNode | null = null;
    const asker: Program = async (log) => {
      const [redis, other] = [new Redis(at), new Redis(at)];
      await redis.set("a", "1");
      await sleep(6_000);
      node!.isBusy = true;
      log(await redis.get("a").catch(String));
      log(await redis.multi().set("a", "2").exec().catch(String));
      node!.isBusy = false;
      await other.client("LIST");
      log(await other.get("a"));
    };
    const operate = ({ nodes }: ScenarioServer): void =>
      void (node = nodes?.servers[0]?.node ?? null);
    const { seen, report } = await inWorld("lockstep", { asker }, topology, operate);
    expect(report?.differences).toEqual([]);
    const busy =
      "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.";
    expect(seen).toEqual([
      [`ReplyError: ${busy}`],
      [`ReplyError: EXECABORT Transaction discarded because of: ${busy}`],
      ["1"],
    ]);
  });

  it("confirms what a broken subject does", async () => {
    const subject = findScheduler("broken/claimsInTwoSteps");
    const faults = schedulerFaultKinds.filter((kind) => !isNodeFaultKind(kind));
    const { scenario } = drawScenario(2, { ...subject, faults, topology: "standalone" });
    const { model, lockstep, report } = await both(subject, scenario, 2);
    const violated = model.verdicts.filter(({ verdict }) => verdict === "violated");
    expect(violated).not.toEqual([]);
    for (const { rule } of violated)
      expect(confirmationOf(lockstep, report, rule.id)).toEqual({ confirmed: report.server });
  });

  it("accounts for those who wait, for what expires, and for what is told unasked", async () => {
    const onModel = await inWorld("model", programs);
    const onServer = await inWorld("lockstep", programs);
    expect(onServer.seen).toEqual([
      ["subscribed", 2],
      ["waits", null, 2_000],
      ["transaction", [[null, "OK"], [null, 1]]], // prettier-ignore
      ["expired", "soon"],
      ["waits", ["jobs", "j1"], 18_000],
      ["told", "hello"],
    ]);
    expect(onServer.report?.differences).toEqual([]);
    expect(onServer.seen).toEqual(onModel.seen);
    expect(onServer.digest).toBe(onModel.digest);
  });

  it("carries what nodes of a cluster publish to each other's subscribers", async () => {
    const topology = {
      kind: "cluster",
      masters: 3,
      replicasPerMaster: 1,
      nodeTimeoutMs: 2_000,
    } as const;
    const onModel = await inWorld("model", listeners, topology);
    const onServers = await inWorld("lockstep", listeners, topology);
    expect(new Set(onServers.seen.map(String))).toEqual(
      new Set([
        "redis-1,blue,from a script",
        "redis-1,news,hello",
        "redis-4,blue,from a script",
        "redis-4,news,hello",
        "replica of the shard,a,only here",
        "shard,a,only here",
      ]),
    );
    expect(onServers.report?.differences).toEqual([]);
    expect(onServers.digest).toBe(onModel.digest);
  });

  it("has servers give up the connections over which keys were moved, when the model does", async () => {
    const topology = { kind: "cluster", masters: 3, replicasPerMaster: 0, nodeTimeoutMs: 2_000 } as const; // prettier-ignore
    const asker: Program = async (log) => {
      const redis = new Redis({ host: "redis-3", port: 6379 });
      for (const seconds of [7, 9]) {
        await sleep(seconds * 1000);
        log(/migrate_cached_sockets:\d/.exec(await redis.info("stats"))?.[0]);
      }
    };
    const { seen, report } = await inWorld("lockstep", { asker }, topology, moveKey);
    expect(report?.differences).toEqual([]);
    expect(seen).toEqual([["migrate_cached_sockets:1"], ["migrate_cached_sockets:0"]]);
  });

  it("tells the first thing that a server says else, with the request and both replies", async () => {
    const { unsupported } = await inWorld("lockstep", {
      asker: async () => void (await new Redis(at).config("GET", "dir")),
    });
    expect(unsupported).toHaveLength(1);
    expect(unsupported[0]).toMatch(
      /^the model and redis [\d.]+ differ at \d+ ms: asker at redis-1 asked "config GET dir"; the model said ".*", redis [\d.]+ said ".*claimcheck-servers-.*"$/,
    );
  });

  it("is the same run as on the model when a real cluster fails over", async () => {
    const subject = findScheduler("reference");
    const drawn = drawScenario(7, { ...subject, faults: [], topology: "cluster" }).scenario;
    const scenario = { ...drawn, faults: ofClusters };
    const { model, lockstep, report } = await both(subject, scenario, 7);
    expect(report.differences).toEqual([]);
    expect(lockstep.digest).toBe(model.digest);
    expect(ofClusters.filter(({ fault }) => !lockstep.faults.get(fault))).toEqual([]);
  });

  it("is the same run as on the model when a clock goes back, keys expire while a cluster is down, and who has the greatest epoch is elected", async () => {
    const subject = findScheduler("reference");
    const drawn = drawScenario(7, { ...subject, faults: [], topology: "cluster" }).scenario;
    const topology = { kind: "cluster", masters: 3, replicasPerMaster: 1, nodeTimeoutMs: 5_000 } as const; // prettier-ignore
    const scenario = { ...drawn, topology, faults: ofBadDays };
    const { model, lockstep, report } = await both(subject, scenario, 7);
    expect(report.differences).toEqual([]);
    expect(lockstep.digest).toBe(model.digest);
    expect(ofBadDays.filter(({ fault }) => !lockstep.faults.get(fault))).toEqual([]);
  });

  it("is the same run as on the model when nodes of a real cluster lose and refuse connections", async () => {
    const subject = findScheduler("reference");
    const drawn = drawScenario(7, { ...subject, faults: [], topology: "cluster" }).scenario;
    const scenario = { ...drawn, faults: ofConnections };
    const { model, lockstep, report } = await both(subject, scenario, 7);
    expect(report.differences).toEqual([]);
    expect(lockstep.digest).toBe(model.digest);
    expect(ofConnections.filter(({ fault }) => !lockstep.faults.get(fault))).toEqual([]);
  });

  it("is the same run as on the model when real replicas take their masters' places", async () => {
    const subject = findScheduler("reference");
    const drawn = drawScenario(2, { ...subject, faults: [], topology: "replicated" }).scenario;
    const scenario = { ...drawn, faults: ofPairs };
    const { model, lockstep, report } = await both(subject, scenario, 2);
    expect(report.differences).toEqual([]);
    expect(lockstep.digest).toBe(model.digest);
    expect(ofPairs.filter(({ fault }) => !lockstep.faults.get(fault))).toEqual([]);
  });
});

/** What makes a difference to a master and its replicas: a replica that lacks something takes its place, and so on. */
const ofPairs = [
  { fault: "replication-cut", atMs: 20_000, node: "redis-2", forMs: 10_000 },
  { fault: "failover-takeover", atMs: 25_000, node: "redis-2" },
  {
    fault: "node-crash",
    atMs: 60_000,
    node: "master of data",
    restartAfterMs: 2_000,
    data: "kept",
  },
  { fault: "failover-manual", atMs: 90_000, node: "replica 1 of data" },
] as const;

/** What makes a cluster another one. */
const ofClusters = [
  { fault: "failover-automatic", atMs: 10_000, slot: "data", restartAfterMs: 20_000 },
  { fault: "reshard", atMs: 35_000, slot: "data", to: "redis-2", stepMs: 20 },
  { fault: "failover-manual", atMs: 50_000, node: "replica 1 of data" },
] as const;

/** A master's clock that is put right, a replica that starts again, and an election won by whoever has the greatest epoch. */
const ofBadDays = [
  { fault: "node-skew", atMs: 5_000, node: "master of data", byMs: 8_770, forMs: 7_000 },
  { fault: "failover-force", atMs: 14_000, node: "replica 1 of shard 3" },
  { fault: "node-crash", atMs: 20_000, node: "replica 1 of shard 2", restartAfterMs: 20_240, data: "kept" }, // prettier-ignore
  { fault: "node-crash", atMs: 21_000, node: "master of shard 2", restartAfterMs: 15_000, data: "kept" }, // prettier-ignore
] as const;

/** Who may come back, and who may not: a replica is one of those whom its master counts. */
const ofConnections = [
  { fault: "client-kill", atMs: 5_000, process: "w1", connections: "oldest" },
  { fault: "connection-limit", atMs: 10_000, node: "master of data", forMs: 20_000 },
  { fault: "client-kill", atMs: 12_000, process: "w1", connections: "all" },
  { fault: "replication-cut", atMs: 15_000, node: "replica 1 of data", forMs: 2_000 },
  { fault: "connection-limit", atMs: 40_000, node: "replica 1 of data", forMs: 10_000 },
  { fault: "client-kill", atMs: 42_000, process: "w2", connections: "all" },
] as const;

type Program = (log: (...line: readonly unknown[]) => void) => Promise<void>;

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Who listens at other nodes than those where something is published; the slot of "a" is the third master's. */
const listeners: Readonly<Record<string, Program>> = {
  "listener at a master": listenAt("redis-1"),
  "listener at a replica": listenAt("redis-4"),
  "listener to a shard": async (log) => {
    const redis = new Redis({ host: "redis-3", port: 6379 });
    redis.on("smessage", (channel, message) => log("shard", channel, message));
    await redis.ssubscribe("a");
    const follower = new Redis({ host: "redis-6", port: 6379 });
    follower.on("smessage", (channel, message) => log("replica of the shard", channel, message));
    await follower.ssubscribe("a");
  },
  publisher: async () => {
    await sleep(5_000);
    const other = new Redis({ host: "redis-2", port: 6379 });
    await other.publish("news", "hello");
    await other.eval('redis.call("PUBLISH", "blue", "from a script")', 0);
    const owner = new Redis({ host: "redis-3", port: 6379 });
    await owner.spublish("a", "only here");
  },
};

function listenAt(host: string): Program {
  return async (log) => {
    const redis = new Redis({ host, port: 6379 });
    redis.on("message", (channel, message) => log(host, channel, message));
    redis.on("pmessage", (_pattern, channel, message) => log(host, channel, message));
    await redis.subscribe("news");
    await redis.psubscribe("b*");
  };
}

const programs: Readonly<Record<string, Program>> = {
  consumer: async (log) => {
    const redis = new Redis(at);
    for (const seconds of [2, 100]) {
      const began = Date.now();
      const got = await redis.blpop("jobs", seconds);
      log("waits", got, Math.round((Date.now() - began) / 100) * 100);
    }
  },
  subscriber: async (log) => {
    const redis = new Redis(at);
    await redis.config("SET", "notify-keyspace-events", "Ex");
    redis.on("message", (_channel, message) =>
      log(message === "hello" ? "told" : "expired", message),
    );
    log("subscribed", await redis.subscribe("news", "__keyevent@0__:expired"));
  },
  producer: async (log) => {
    const redis = new Redis(at);
    await sleep(2_500);
    log("transaction", await redis.multi().set("soon", "v", "PX", 5_000).sadd("set", "a").exec());
    await sleep(17_500);
    await redis.rpush("jobs", "j1");
    await redis.publish("news", "hello");
  },
};

/** Moves the key "a" and its slot, which is the third master's, to the first. */
function moveKey({ nodes }: ScenarioServer): void {
  const [to, , from] = nodes?.servers ?? [];
  if (to === undefined || from === undefined) throw new Error("there are not three masters");
  const idOf = ({ node }: RedisServer): string => node.cluster?.state.myself.id ?? "";
  const move = ["MIGRATE", to.address, "6379", "a", "0", "1000"];
  from.admin(["SET", "a", "v"]);
  expect(from.admin(move)).toMatchObject({ error: expect.stringContaining("MOVED 15495") });
  to.admin(["CLUSTER", "SETSLOT", "15495", "IMPORTING", idOf(from)]);
  from.admin(["CLUSTER", "SETSLOT", "15495", "MIGRATING", idOf(to)]);
  expect(from.admin(move)).toEqual({ status: "OK" });
}

/** Runs programs as processes of a world with one node, for half a minute of virtual time. */
async function inWorld(
  backend: "model" | "lockstep",
  cast: Readonly<Record<string, Program>>,
  topology: Topology = standalone,
  operate: (server: ScenarioServer) => void = () => {},
  config: ReadonlyMap<string, string> = new Map(),
) {
  const world = new World({ seed: "1", startMs });
  const lua = await LuaEngine.load();
  let report: LockstepReport | null = null;
  const options = {
    lua,
    version: "7.0",
    maker: await makerFor(atHand, "7.0"),
    startMs,
    config,
  } as const;
  const onReport = (told: LockstepReport): void => void (report = told);
  const server =
    backend === "model"
      ? modelServer(world, topology, "", options)
      : lockstepServer(world, topology, "", { ...options, onReport });
  const seen: unknown[] = [];
  for (const [name, program] of Object.entries(cast))
    world.process(name).start(() => program((...line) => seen.push(line)));
  await world.runUntil((startMs + 5_000) * 1000);
  operate(server);
  await world.runUntil((startMs + 30_000) * 1000);
  server.close();
  const unsupported = server.unsupported();
  return { seen, digest: world.journal.digest(), report: report as LockstepReport | null, unsupported }; // prettier-ignore
}

async function both(subject: SchedulerSubject, scenario: SchedulerScenario, seed: number) {
  const reports: LockstepReport[] = [];
  const asked = { subject, scenario, seed, journal: "digest" } as const;
  await subject.load?.();
  const model = await runScenario(asked);
  const onLockstepReport = (told: LockstepReport): void => void reports.push(told);
  const lockstep = await runScenario({ ...asked, backend: "lockstep", onLockstepReport });
  const [report] = reports;
  if (report === undefined) throw new Error("lockstep told nothing of its servers");
  return { model, lockstep, report };
}
