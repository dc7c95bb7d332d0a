import { Cluster, type ClusterOptions, type Redis } from "ioredis";
import { createCluster } from "redis";
import { describe, expect, it } from "vitest";
import {
  type ClusterStage,
  inCluster,
  type Log,
  onCommand,
  sleep,
} from "./clusterStage.testkit.ts";

const roots = [
  { host: "redis-1", port: 6379 },
  { host: "redis-2", port: 6379 },
];

/** A client of either library, as far as both do the same. */
type Client = {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<unknown>;
  incr(key: string): Promise<number>;
  pair(one: string, other: string): Promise<readonly (string | null)[]>;
  publish(channel: string, message: string): Promise<unknown>;
  subscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  spublish(channel: string, message: string): Promise<unknown>;
  ssubscribe(channel: string, listener: (message: string) => void): Promise<unknown>;
  disconnect(): void;
};

async function ioredis(log: Log, options: ClusterOptions = {}): Promise<Client> {
  const cluster = new Cluster(roots, options);
  cluster.on("error", (error) => log(`error ${error.message}`));
  return {
    get: (key) => cluster.get(key),
    set: (key, value) => cluster.set(key, value),
    incr: (key) => cluster.incr(key),
    pair: (one, other) => cluster.mget(one, other),
    publish: (channel, message) => cluster.publish(channel, message),
    async subscribe(channel, listener) {
      cluster.on("message", (from, message) => from === channel && listener(message));
      await cluster.subscribe(channel);
    },
    spublish: (channel, message) => cluster.spublish(channel, message),
    async ssubscribe(channel, listener) {
      cluster.on("smessage", (from, message) => from === channel && listener(message));
      await cluster.ssubscribe(channel);
    },
    disconnect: () => cluster.disconnect(),
  };
}

const nodeRedis =
  (RESP: 2 | 3) =>
  async (log: Log): Promise<Client> => {
    const cluster = createCluster({ rootNodes: roots.map((socket) => ({ socket })), RESP });
    cluster.on("error", (error: Error) => log(`error ${error.message}`));
    await cluster.connect();
    return {
      get: (key) => cluster.get(key),
      set: (key, value) => cluster.set(key, value),
      incr: (key) => cluster.incr(key),
      pair: (one, other) => cluster.mGet([one, other]),
      publish: (channel, message) => cluster.publish(channel, message),
      subscribe: (channel, listener) => cluster.subscribe(channel, listener),
      spublish: (channel, message) => cluster.sPublish(channel, message),
      ssubscribe: (channel, listener) => cluster.sSubscribe(channel, listener),
      disconnect: () => cluster.destroy(),
    };
  };

const silent = (): void => {};

/** The nodes that executed such a command, in order. */
const hostsAsked = ({ asked }: ClusterStage, name: string): readonly string[] =>
  [...new Set(asked.filter((line) => line.endsWith(` ${name}`)))]
    .map((line) => line.slice(0, line.indexOf(" ")))
    .toSorted((a, b) => a.localeCompare(b));

/** Asks until somebody answers, as a worker does. */
async function until(work: () => Promise<unknown>): Promise<unknown> {
  for (;;) {
    try {
      return await work();
    } catch {
      await sleep(200);
    }
  }
}

describe.each([
  ["ioredis", ioredis],
  ["node-redis over RESP2", nodeRedis(2)],
  ["node-redis over RESP3", nodeRedis(3)],
] as const)("%s in a cluster", (name, connect) => {
  const resends = name === "ioredis";

  it("finds the nodes, and asks each for what is its own", async () => {
    const { seen, stage } = await inCluster(async (log) => {
      const client = await connect(log);
      const keys = Array.from({ length: 30 }, (_, i) => `k${i}`);
      for (const key of keys) await client.set(key, key);
      for (const key of keys) if ((await client.get(key)) !== key) log(key);
      log(await client.pair("{a}1", "{a}2"));
      log(await client.pair("a", "b").catch((error: Error) => error.message.split(" ")[0]));
      client.disconnect();
    });
    // node-redis splits by slot what the node would refuse.
    expect(seen).toEqual([[null, null], resends ? "CROSSSLOT" : [null, null]]);
    expect(stage.told("MOVED")).toBe(0);
    expect(hostsAsked(stage, "SET")).toEqual(["redis-1", "redis-2", "redis-3"]);
  });

  it("follows a slot that has moved, and knows it from then on", async () => {
    const { seen, stage } = await inCluster(async (log, stage) => {
      const client = await connect(log);
      await client.set("k", "v");
      const from = stage.masterOf("k");
      const to = stage.masterOf("other");
      stage.beginMove("k", to);
      stage.moveKey("k", from, to);
      stage.endMove("k", from, to);
      log(await client.get("k"));
      await sleep(100);
      log(stage.told("MOVED"));
      log(await client.get("k"));
      log(stage.told("MOVED"));
      client.disconnect();
    });
    expect(seen).toEqual(["v", 1, "v", 1]);
    expect(stage.told("ASK")).toBe(0);
  });

  it("follows a key that has moved before its slot, each time anew", async () => {
    const { seen, stage } = await inCluster(async (log, stage) => {
      const client = await connect(log);
      await client.set("k", "v");
      const from = stage.masterOf("k");
      const to = stage.masterOf("other");
      stage.beginMove("k", to);
      log(await client.get("k"));
      stage.moveKey("k", from, to);
      log(await client.get("k"));
      log(await client.set("k", "w"));
      stage.endMove("k", from, to);
      log(await client.get("k"));
      client.disconnect();
    });
    expect(seen).toEqual(["v", "v", "OK", "w"]);
    expect([stage.told("ASK"), stage.told("MOVED")]).toEqual([2, 1]);
  });

  it("asks again for keys that are apart while their slot moves", async () => {
    const { seen, stage } = await inCluster(async (log, stage) => {
      const client = await connect(log);
      await client.set("{k}1", "a");
      await client.set("{k}2", "b");
      const from = stage.masterOf("{k}1");
      const to = stage.masterOf("other");
      stage.beginMove("{k}1", to);
      stage.moveKey("{k}1", from, to);
      setTimeout(() => stage.moveKey("{k}2", from, to), 250);
      log(
        await client
          .pair("{k}1", "{k}2")
          .catch((error: Error) => String(error.message.split(" ")[0])),
      );
      client.disconnect();
    });
    // ioredis waits a tenth of a second and asks again; node-redis leaves that to its user.
    expect(seen).toEqual([resends ? ["a", "b"] : "TRYAGAIN"]);
    expect(stage.told("TRYAGAIN")).toBeGreaterThan(0);
  });

  it("goes to the replica that took over when a master died, and to the master that comes back as a replica", async () => {
    const { seen, stage } = await inCluster(async (log, stage) => {
      const client = await connect(silent);
      await client.set("k", "v");
      await sleep(1_000);
      const master = stage.masterOf("k");
      master.crash();
      const began = Date.now();
      log(await until(() => client.set("k", "w")));
      // A node timeout until the others agree, an election, and the client's own patience.
      log(Date.now() - began < 15_000);
      log(stage.masterOf("k") === master);
      master.restart("kept");
      await sleep(5_000);
      log(await client.get("k"));
      log(stage.replicaOf(stage.masterOf("k")) === master);
      client.disconnect();
    });
    expect(seen).toEqual(["OK", true, false, "w", true]);
    expect(stage.told("LOADING")).toBe(0);
  });

  it("follows a failover that an operator asks for", async () => {
    const { seen } = await inCluster(async (log, stage) => {
      const client = await connect(silent);
      await client.set("k", "v");
      await sleep(1_000);
      const master = stage.masterOf("k");
      stage.at(stage.replicaOf(master), "CLUSTER", "FAILOVER");
      await sleep(2_000);
      log(stage.masterOf("k") === master);
      log(await client.get("k"));
      log(await client.set("k", "w"));
      client.disconnect();
    });
    expect(seen).toEqual([false, "v", "OK"]);
  });

  it("connects again to a node that cut it off", async () => {
    const { seen } = await inCluster(async (log, stage) => {
      const client = await connect(silent);
      await client.set("k", "v");
      stage.at(stage.masterOf("k"), "CLIENT", "KILL", "TYPE", "normal");
      log(await until(() => client.get("k")));
      client.disconnect();
    });
    expect(seen).toEqual(["v"]);
  });

  it(`${resends ? "sends a second time" : "does not send again"} what was executed and not answered`, async () => {
    const { seen } = await inCluster(
      async (log) => {
        const client = await connect(silent);
        log(await client.incr("n").catch((error: Error) => error.message));
        log(await until(() => client.get("n")));
        client.disconnect();
      },
      ({ world }) => world.network.rules.push(onCommand("INCR", { type: "loseReply" })),
    );
    expect(seen).toEqual(resends ? [2, "2"] : ["read ECONNRESET", "1"]);
  });

  it("hears what is published at any node, also after the node that it listened at has died", async () => {
    const { seen } = await inCluster(async (log, stage) => {
      const publisher = await connect(silent);
      const subscriber = await connect(silent);
      const heard = new Set<string>();
      await subscriber.subscribe("news", (message) => heard.add(message));
      for (let i = 0; i < 10; i++) await publisher.publish("news", `before ${i}`);
      await sleep(500);
      log(heard.size);
      for (const server of stage.servers) stage.at(server, "CLIENT", "KILL", "TYPE", "pubsub");
      await sleep(10_000);
      for (let i = 0; i < 10; i++) await publisher.publish("news", `after ${i}`);
      await sleep(500);
      log(heard.size);
      publisher.disconnect();
      subscriber.disconnect();
    });
    expect(seen).toEqual([10, 20]);
  });

  it("hears a sharded channel at the node that serves it, also after its slot has moved", async () => {
    const { seen } = await inCluster(async (log, stage) => {
      const publisher = await connect(silent);
      // ioredis hears of a slot that has moved when it looks, node-redis when the node says so.
      const subscriber = resends
        ? await ioredis(silent, { shardedSubscribers: true, slotsRefreshInterval: 5_000 })
        : await connect(silent);
      const heard: string[] = [];
      await subscriber.ssubscribe("k", (message) => heard.push(message));
      await sleep(500);
      await publisher.spublish("k", "before");
      const from = stage.masterOf("k");
      const to = stage.masterOf("other");
      await sleep(100);
      stage.beginMove("k", to);
      stage.endMove("k", from, to);
      await sleep(20_000);
      await publisher.spublish("k", "after");
      await sleep(500);
      log(heard);
      publisher.disconnect();
      subscriber.disconnect();
    });
    expect(seen).toEqual([["before", "after"]]);
  });

  it("waits for a cluster that is not up yet", async () => {
    const { seen } = await inCluster(
      async (log) => {
        const client = await until(() => connect(silent)).then((client) => client as Client);
        log(await until(() => client.set("k", "v")));
        client.disconnect();
      },
      (stage) => {
        for (const server of stage.servers) server.crash();
        stage.world.after(10_000_000, stage.world.lane(), () => {
          for (const server of stage.servers) server.restart("kept");
        });
      },
    );
    expect(seen).toEqual(["OK"]);
  });

  it("does the same in each run of a seed", async () => {
    const run = () =>
      inCluster(async (log, stage) => {
        const client = await connect(log);
        await client.subscribe("news", (message) => log(message));
        setTimeout(() => stage.masterOf("k1").crash(), 3_000);
        for (let i = 0; i < 100; i++) {
          await client
            .set(`k${i % 10}`, `${Math.random()}`)
            .catch((error: Error) => log(error.message));
          if (i % 10 === 0) await client.publish("news", `${i}`).catch(silent);
          await sleep(100);
        }
        client.disconnect();
      });
    expect((await run()).digest).toBe((await run()).digest);
  });
});

describe("reads of ioredis go", () => {
  const readersWith = async (scaleReads: ClusterOptions["scaleReads"]) => {
    const { stage, seen } = await inCluster(async (log) => {
      const client = await ioredis(silent, { scaleReads });
      for (let i = 0; i < 30; i++) await client.set(`k${i}`, `${i}`);
      await sleep(2_000);
      for (let i = 0; i < 30; i++) if ((await client.get(`k${i}`)) !== `${i}`) log(i);
      client.disconnect();
    });
    expect(seen).toEqual([]);
    return hostsAsked(stage, "GET");
  };

  it("to the masters", async () => {
    expect(await readersWith("master")).toEqual(["redis-1", "redis-2", "redis-3"]);
  });

  it("to the replicas", async () => {
    expect(await readersWith("slave")).toEqual(["redis-4", "redis-5", "redis-6"]);
  });

  it("to all", async () => {
    expect(await readersWith("all")).toHaveLength(6);
  });

  it("where a function says", async () => {
    const last = (nodes: Redis[]) => nodes.at(-1) as Redis;
    expect(await readersWith(last)).toEqual(["redis-4", "redis-5", "redis-6"]);
  });
});

it("lets node-redis read from replicas", async () => {
  const { stage } = await inCluster(async (log) => {
    const cluster = createCluster({
      rootNodes: roots.map((socket) => ({ socket })),
      useReplicas: true,
    });
    cluster.on("error", log);
    await cluster.connect();
    for (let i = 0; i < 30; i++) await cluster.set(`k${i}`, `${i}`);
    await sleep(2_000);
    for (let i = 0; i < 30; i++) await cluster.get(`k${i}`);
    cluster.destroy();
  });
  expect(hostsAsked(stage, "GET")).toHaveLength(6);
});
