import { createClient, createClientPool } from "redis";
import { describe, expect, it } from "vitest";
import type { FaultVerdict } from "./kernel/faultRule.ts";
import { World } from "./kernel/world.ts";
import { RedisServer } from "./redisServer.ts";

const startMs = Date.UTC(2026, 0, 1);
const socket = { host: "redis-1", port: 6379 } as const;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

type Log = (line: unknown) => void;
type Stage = { readonly world: World; readonly server: RedisServer };

/** Runs a program as one process of a world with one node, for a minute of virtual time. */
async function inWorld(
  program: (log: Log, stage: Stage) => Promise<unknown>,
  prepare: (stage: Stage) => void = () => {},
) {
  const world = new World({ seed: "1", startMs, keepJournal: true });
  const stage = { world, server: new RedisServer(world, { ...socket, lua: null }) };
  const seen: unknown[] = [];
  prepare(stage);
  world.process("client").start(async () => {
    await program((line) => seen.push(line), stage);
  });
  await world.runUntil((startMs + 60_000) * 1000);
  expect([world.failures, stage.server.node.unsupported]).toEqual([[], []]);
  return { seen, digest: world.journal.digest(), asked: commandsIn(world) };
}

/** Names of the commands that reached the node, in order. */
const commandsIn = (world: World): string[] =>
  world.journal.lines.flatMap((line) => /client > (\S+)/.exec(line)?.[1] ?? []);

/** Strikes at the n-th command of that name. */
const at = (name: string, verdict: FaultVerdict, n = 1) => {
  let count = 0;
  return (message: { readonly name: string }): FaultVerdict =>
    message.name === name && ++count === n ? verdict : { type: "pass" };
};

describe.each([2, 3] as const)("node-redis over RESP%i", (RESP) => {
  async function connected(log: Log, options: object = {}) {
    const redis = createClient({ socket, RESP, ...options });
    redis.on("error", (error: Error) => log(`error ${error.message}`));
    await redis.connect();
    return redis;
  }

  it("says hello, and reads every kind of reply", async () => {
    const { seen, asked } = await inWorld(async (log) => {
      const redis = await connected(log);
      log(await redis.ping());
      log(await redis.zAdd("z", [{ value: "a", score: 1.5 }, { value: "b", score: 2 }])); // prettier-ignore
      log(await redis.zRangeWithScores("z", 0, -1));
      log(await redis.sAdd("s", ["x", "y"]));
      log([...(await redis.sMembers("s"))].toSorted((a = "", b = "") => a.localeCompare(b)));
      log(await redis.get("missing"));
      log(await redis.xAdd("x", "1-1", { f: "v" }));
      log(await redis.xRange("x", "-", "+"));
      log(await redis.get("z").catch((error: Error) => error.message));
    });
    expect(asked.includes("HELLO")).toBe(RESP === 3);
    expect(seen).toEqual([
      "PONG",
      2,
      [{ value: "a", score: 1.5 }, { value: "b", score: 2 }],
      2,
      ["x", "y"],
      null,
      "1-1",
      [expect.objectContaining({ id: "1-1", message: { f: "v" } })],
      "WRONGTYPE Operation against a key holding the wrong kind of value",
    ]); // prettier-ignore
  });

  it("gives a transaction up whose watched key has changed", async () => {
    const { seen } = await inWorld(async (log) => {
      const redis = await connected(log);
      const other = await connected(log);
      await redis.watch("n");
      await other.incr("n");
      log(await redis.multi().incr("n").exec().catch((error: Error) => error.constructor.name)); // prettier-ignore
      log(await redis.multi().incr("n").incr("n").exec());
      log(await redis.multi().incr("n").get("n").execAsPipeline());
    });
    expect(seen).toEqual(["WatchError", [2, 3], [4, "4"]]);
  });

  it("waits for an item on a connection of its own, and hears of the end of its time", async () => {
    const { seen } = await inWorld(async (log) => {
      const redis = await connected(log);
      const blocked = redis.duplicate();
      await blocked.connect();
      const waiting = blocked.blPop("jobs", 30);
      await sleep(10_000);
      await redis.rPush("jobs", "j1");
      log(await waiting);
      const began = Date.now();
      log(await blocked.blPop("jobs", 2));
      log(Date.now() - began >= 2_000 && Date.now() - began < 2_200);
    });
    expect(seen).toEqual([{ key: "jobs", element: "j1" }, null, true]);
  });

  it("subscribes again when its connection broke, and loses what was said meanwhile", async () => {
    const { seen } = await inWorld(async (log) => {
      const publisher = await connected(log);
      const subscriber = publisher.duplicate();
      subscriber.on("error", () => {});
      await subscriber.connect();
      const heard: string[] = [];
      await subscriber.subscribe("news", (message) => heard.push(message));
      await subscriber.pSubscribe("n*", (message, channel) => heard.push(`${channel}: ${message}`));
      const reached = [await publisher.publish("news", "one")];
      await sleep(10);
      await publisher.sendCommand(["CLIENT", "KILL", "TYPE", "pubsub"]);
      reached.push(await publisher.publish("news", "two"));
      await sleep(5_000);
      reached.push(await publisher.publish("news", "three"));
      await sleep(10);
      log(reached);
      log(heard);
    });
    expect(seen).toEqual([
      [2, 0, 2],
      ["one", "news: one", "three", "news: three"],
    ]);
  });

  it("rejects what was under way when its connection breaks, and sends it no second time", async () => {
    const { seen } = await inWorld(
      async (log) => {
        const redis = await connected(() => {});
        log(await redis.incr("n").catch((error: Error) => error.message));
        log(await redis.get("n"));
      },
      ({ world }) => world.network.rules.push(at("INCR", { type: "loseReply" })),
    );
    expect(seen).toEqual(["read ECONNRESET", "1"]);
  });

  it("keeps what it cannot send yet, for five seconds", async () => {
    const { seen } = await inWorld(async (log, { world }) => {
      const redis = await connected(() => {});
      const self = world.process("client");
      world.network.refuse(self, true);
      await sleep(100);
      const early = redis.set("early", "1").catch((error: Error) => error.constructor.name);
      await sleep(6_000);
      const late = redis.set("late", "1");
      await sleep(100);
      world.network.heal(self);
      log([await early, await late]);
      log(await redis.exists(["early", "late"]));
    });
    expect(seen).toEqual([["TimeoutError", "OK"], 1]);
  });

  it("refuses what it cannot send when it has no offline queue", async () => {
    const { seen } = await inWorld(async (log, { world }) => {
      const redis = await connected(() => {}, { disableOfflineQueue: true });
      world.network.refuse(world.process("client"), true);
      await sleep(100);
      log(await redis.get("a").catch((error: Error) => error.constructor.name));
    });
    expect(seen).toEqual(["ClientOfflineError"]);
  });

  it("gives up to connect after its own time, and tries again", async () => {
    const { seen } = await inWorld(async (log, { world }) => {
      const self = world.process("client");
      world.network.partition(self, true);
      const redis = createClient({ socket, RESP });
      redis.on("error", (error: Error) => log(error.constructor.name));
      const connecting = redis.connect();
      await sleep(5_100);
      world.network.heal(self);
      await connecting;
      log(await redis.ping());
      await redis.close();
      log(redis.isOpen);
    });
    expect(seen).toEqual(["ConnectionTimeoutError", "PONG", false]);
  });

  it("shares the connections of a pool", async () => {
    const { seen } = await inWorld(async (log) => {
      const pool = createClientPool({ socket, RESP }, { minimum: 2, maximum: 3 });
      pool.on("error", () => {});
      await pool.connect();
      const waiting = Promise.all([pool.blPop("jobs", 5), pool.blPop("jobs", 5)]);
      await pool.lPush("jobs", ["j1", "j2"]);
      log(
        (await waiting)
          .map((popped) => popped?.element)
          .toSorted((a = "", b = "") => a.localeCompare(b)),
      );
      pool.destroy();
    });
    expect(seen).toEqual([["j1", "j2"]]);
  });

  it("reads on while it scans", async () => {
    const { seen } = await inWorld(async (log) => {
      const redis = await connected(log);
      await redis.mSet(Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`k${i}`, `${i}`])));
      const keys = new Set<string>();
      for await (const page of redis.scanIterator({ COUNT: 10 }))
        for (const key of page) keys.add(key);
      log(keys.size);
    });
    expect(seen).toEqual([40]);
  });

  it("does the same in each run of a seed", async () => {
    const program = async (log: Log, { world }: Stage): Promise<void> => {
      const redis = await connected(() => {});
      const subscriber = redis.duplicate();
      subscriber.on("error", () => {});
      await subscriber.connect();
      await subscriber.subscribe("news", (message) => log(message));
      for (let i = 0; i < 50; i++) {
        if (i === 20) world.network.refuse(world.process("client"), true);
        if (i === 20) setTimeout(() => world.network.heal(world.process("client")), 700);
        await redis.set(`k${Math.random()}`, `${i}`).catch(() => {});
        await redis.publish("news", `${i}`).catch(() => {});
        await sleep(Math.random() * 100);
      }
    };
    const digests = new Set<string>();
    for (let i = 0; i < 4; i++) digests.add((await inWorld(program)).digest);
    expect(digests.size).toBe(1);
  });
});

it("keeps a cache of its own that the node tells it to forget", async () => {
  const { seen, asked } = await inWorld(async (log) => {
    const clientSideCache = { ttl: 0, maxEntries: 100, evictPolicy: "LRU" } as const;
    const redis = createClient({ socket, RESP: 3, clientSideCache });
    redis.on("error", () => {});
    await redis.connect();
    const other = redis.duplicate({ RESP: 3 });
    await other.connect();
    await other.set("a", "1");
    log([await redis.get("a"), await redis.get("a")]);
    await other.set("a", "2");
    await sleep(10);
    log(await redis.get("a"));
  });
  expect(seen).toEqual([["1", "1"], "2"]);
  expect(asked.filter((name) => name === "GET")).toHaveLength(2);
});
