import { Redis } from "ioredis";
import { createClient } from "redis";
import { describe, expect, it } from "vitest";
import type { FaultVerdict } from "./kernel/faultRule.ts";
import { World } from "./kernel/world.ts";
import { RedisServer } from "./redisServer.ts";

const startMs = Date.UTC(2026, 0, 1);
const at = { host: "redis-1", port: 6379 } as const;

/** Runs a program as one process of a world with one node, for a minute of virtual time. */
async function inWorld(
  program: (log: (line: unknown) => void) => Promise<void>,
  prepare: (world: World) => void = () => {},
) {
  const world = new World({ seed: "1", startMs, keepJournal: true });
  const server = new RedisServer(world, { ...at, lua: null });
  const seen: unknown[] = [];
  prepare(world);
  world.process("client").start(() => program((line) => seen.push(line)));
  await world.runUntil((startMs + 60_000) * 1000);
  return {
    seen,
    failures: world.failures,
    unsupported: server.node.unsupported,
    digest: world.journal.digest(),
  };
}

const clean = { failures: [], unsupported: [] };
const onCommand = (name: string, verdict: FaultVerdict) => {
  let struck = false;
  return (message: { readonly name: string }): FaultVerdict => {
    if (struck || message.name !== name) return { type: "pass" };
    struck = true;
    return verdict;
  };
};

describe("unmodified ioredis", () => {
  it("connects, pipelines, runs transactions and expires keys on virtual time", async () => {
    const run = await inWorld(async (log) => {
      const redis = new Redis(at);
      await redis.set("a", "ä");
      log(await redis.get("a"));
      log(await redis.multi().incr("n").incrby("n", 4).exec());
      log((await redis.pipeline().get("n").hset("h", "f", "v").exec())?.map(([, value]) => value));
      await redis.set("short", "x", "PX", 30_000);
      await new Promise((resolve) => setTimeout(resolve, 29_000));
      log(await redis.pttl("short"));
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      log(await redis.exists("short"));
      redis.disconnect();
    });
    expect(run).toMatchObject(clean);
    expect(run.seen).toEqual(["ä", [[null, 1], [null, 5]], ["5", 1], expect.any(Number), 0]); // prettier-ignore
  });

  it("gets messages of a channel", async () => {
    const run = await inWorld(async (log) => {
      const subscriber = new Redis(at);
      const publisher = new Redis(at);
      subscriber.on("message", (channel, message) => log(`${channel} ${message}`));
      await subscriber.subscribe("news");
      log(await publisher.publish("news", "hello"));
    });
    expect(run).toMatchObject(clean);
    expect(run.seen.map(String).toSorted()).toEqual(["1", "news hello"]);
  });

  it("sends a command again whose reply was lost, so that it takes effect twice", async () => {
    const run = await inWorld(
      async (log) => {
        const redis = new Redis(at);
        redis.on("error", () => {});
        log(await redis.incr("n"));
      },
      (world) => world.network.rules.push(onCommand("INCR", { type: "loseReply" })),
    );
    expect(run).toMatchObject(clean);
    expect(run.seen).toEqual([2]);
  });

  it("does the same in each run of a seed", async () => {
    const program = async (): Promise<void> => {
      const redis = new Redis(at);
      for (let i = 0; i < 100; i++) await redis.set(`k${Math.random()}`, i);
    };
    const digests = new Set<string>();
    for (let i = 0; i < 5; i++) digests.add((await inWorld(program)).digest);
    expect(digests.size).toBe(1);
  });
});

describe.each([2, 3] as const)("unmodified node-redis over RESP%i", (RESP) => {
  const socket = { host: at.host, port: at.port };

  it("connects, runs commands and transactions, and gets messages", async () => {
    const run = await inWorld(async (log) => {
      const redis = createClient({ socket, RESP });
      redis.on("error", (error) => log(`error ${error}`));
      await redis.connect();
      await redis.set("a", "ä");
      log(await redis.get("a"));
      await redis.hSet("h", { f: "v", g: "w" });
      log(Object.entries(await redis.hGetAll("h")));
      log(await redis.multi().incr("n").incr("n").exec());
      const subscriber = redis.duplicate();
      await subscriber.connect();
      await subscriber.subscribe("news", (message) => log(message));
      await redis.publish("news", "hello");
    });
    expect(run).toMatchObject(clean);
    expect(run.seen).toEqual(["ä", [["f", "v"], ["g", "w"]], [1, 2], "hello"]); // prettier-ignore
  });

  it("reconnects when its connection breaks", async () => {
    const run = await inWorld(
      async (log) => {
        const redis = createClient({ socket, RESP });
        redis.on("error", () => {});
        await redis.connect();
        log(await redis.get("a").catch((error: Error) => error.constructor.name));
        log(await redis.set("a", "b"));
      },
      (world) => world.network.rules.push(onCommand("GET", { type: "cutRequest" })),
    );
    expect(run).toMatchObject(clean);
    expect(run.seen.at(-1)).toBe("OK");
  });
});
