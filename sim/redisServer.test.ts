import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { World } from "./kernel/world.ts";
import { RedisServer } from "./redisServer.ts";

const startMs = Date.UTC(2026, 0, 1);
const at = { host: "redis-1", port: 6379 } as const;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What a node was asked by programs, each a process, and what it did for whom. */
async function told(programs: Readonly<Record<string, (redis: Redis) => Promise<unknown>>>) {
  const world = new World({ seed: "1", startMs });
  const server = new RedisServer(world, { ...at, lua: null });
  const lines: string[] = [];
  server.onExecuted = ({ process, argv, elements, isContinued }) => {
    if (/^info|^client/i.test(argv[0]!)) return;
    lines.push(`${process.name} ${argv.join(" ")}: ${elements}${isContinued ? " more" : ""}`);
  };
  server.onChanged = (changed, cause) =>
    void lines.push(`${changed.map(({ key }) => key).join()} by ${cause?.process.name ?? "none"}`);
  for (const [name, program] of Object.entries(programs))
    world
      .process(name)
      .start(async () => void (await program(new Redis({ ...at, disableClientInfo: true }))));
  await world.runUntil((startMs + 60_000) * 1000);
  expect([world.failures, server.node.unsupported]).toEqual([[], []]);
  return lines;
}

it("counts what a client waited for towards its own request, not towards the one that brought it", async () => {
  const lines = await told({
    consumer: (redis) => redis.brpoplpush("jobs", "active", 30),
    producer: async (redis) => {
      await sleep(1_000);
      await redis.lpush("jobs", "j1");
    },
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "consumer brpoplpush jobs active 30: 1",
      "producer lpush jobs j1: 4",
      "jobs by producer",
      "consumer brpoplpush jobs active 30: 3 more",
      "active,jobs by consumer",
    ]
  `);
});

it("counts what was sent during a wait towards whoever sent it", async () => {
  const lines = await told({
    consumer: (redis) => Promise.all([redis.blpop("jobs", 30), redis.set("mine", "1")]),
    producer: async (redis) => {
      await sleep(1_000);
      await redis.rpush("jobs", "j1");
    },
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "consumer blpop jobs 30: 1",
      "producer rpush jobs j1: 4",
      "jobs by producer",
      "consumer blpop jobs 30: 2 more",
      "jobs by consumer",
      "consumer set mine 1: 0",
      "mine by consumer",
    ]
  `);
});

it("counts what was sent during a wait that nothing ended but time", async () => {
  const lines = await told({
    consumer: (redis) => Promise.all([redis.blpop("jobs", 1), redis.set("mine", "1")]),
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "consumer blpop jobs 1: 1",
      "consumer set mine 1: 0",
      "mine by consumer",
    ]
  `);
});

it("names nobody for a key whose time is over", async () => {
  const lines = await told({ only: (redis) => redis.set("k", "v", "PX", 100) });
  expect(lines).toMatchInlineSnapshot(`
    [
      "only set k v PX 100: 0",
      "k by only",
      "k by none",
    ]
  `);
});

it("tells of each request that was held back before the next one is executed", async () => {
  const world = new World({ seed: "held back", startMs, eventsMax: 10_000 });
  const server = new RedisServer(world, { ...at, lua: null });
  const seen: string[] = [];
  server.onChanged = (_changed, cause) =>
    void seen.push(`${cause?.argv.join(" ")}: ${JSON.stringify(server.admin(["GET", "k"]))}`);
  world.process("client").start(async () => {
    const redis = new Redis(at);
    await Promise.all([redis.wait(1, 100), redis.set("k", "1"), redis.del("k"), redis.incr("k")]);
  });
  await world.runUntil((startMs + 60_000) * 1000);
  expect(seen).toEqual(['set k 1: "1"', "del k: null", 'incr k: "1"']);
});
