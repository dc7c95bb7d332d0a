import { Redis } from "ioredis";
import { expect, it } from "vitest";
import { World } from "./kernel/world.ts";
import { RedisServer } from "./redisServer.ts";

const startMs = Date.UTC(2026, 0, 1);
const at = { host: "redis-1", port: 6379 } as const;

type Program = (log: (line: unknown) => void) => Promise<void>;

/** Runs programs as processes of a world with one node, for a minute of virtual time. */
async function inWorld(programs: Readonly<Record<string, Program>>) {
  const world = new World({ seed: "1", startMs, keepJournal: true });
  const server = new RedisServer(world, { ...at, lua: null });
  const seen: unknown[] = [];
  for (const [name, program] of Object.entries(programs))
    world.process(name).start(() => program((line) => seen.push(line)));
  await world.runUntil((startMs + 60_000) * 1000);
  const digest = world.journal.digest();
  return { seen, failures: world.failures, unsupported: server.node.unsupported, digest };
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const clean = { failures: [], unsupported: [] };

it("lets an unmodified ioredis wait for an item, and hear of the end of its time", async () => {
  const run = await inWorld({
    consumer: async (log) => {
      const redis = new Redis(at);
      log(await redis.brpop("jobs", 30));
      const began = Date.now();
      log(await redis.brpop("jobs", 2));
      log(Date.now() - began >= 2_000 && Date.now() - began < 2_100);
    },
    producer: async () => {
      const redis = new Redis(at);
      await sleep(20_000);
      await redis.lpush("jobs", "j1");
    },
  });
  expect(run).toMatchObject(clean);
  expect(run.seen).toEqual([["jobs", "j1"], null, true]);
});

it("lets an unmodified ioredis read a stream as a member of a group, with one entry for each wait", async () => {
  const consumer =
    (name: string): Program =>
    async (log) => {
      const redis = new Redis(at);
      await sleep(name === "c1" ? 100 : 200);
      for (;;) {
        const reply = await redis.xreadgroup("GROUP", "g", name, "COUNT", 1, "BLOCK", 5_000, "STREAMS", "s", ">"); // prettier-ignore
        if (reply === null) return log(`${name} gave up`);
        const [, id = "", job] = /"(\d+-\d+)",\["job","(\w+)"\]/.exec(JSON.stringify(reply)) ?? [];
        log(`${name} got ${job}`);
        await redis.xack("s", "g", id);
      }
    };
  const run = await inWorld({
    producer: async (log) => {
      const redis = new Redis(at);
      await redis.xgroup("CREATE", "s", "g", "$", "MKSTREAM");
      for (const job of ["j1", "j2", "j3", "j4"]) {
        await sleep(1_000);
        await redis.xadd("s", "*", "job", job);
      }
      await sleep(1_000);
      log(await redis.xpending("s", "g"));
    },
    c1: consumer("c1"),
    c2: consumer("c2"),
  });
  expect(run).toMatchObject(clean);
  expect(run.seen).toEqual([
    "c1 got j1",
    "c2 got j2",
    "c1 got j3",
    "c2 got j4",
    [0, null, null, null],
    "c1 gave up",
    "c2 gave up",
  ]);
});

it("answers what was pipelined behind a wait when that is over", async () => {
  const run = await inWorld({
    consumer: async (log) => {
      const redis = new Redis(at);
      log(await Promise.all([redis.blpop("jobs", 3), redis.set("k", "v"), redis.get("k")]));
    },
  });
  expect(run).toMatchObject(clean);
  expect(run.seen).toEqual([[null, "OK", "v"]]);
});

it("does the same in each run of a seed", async () => {
  const program: Program = async () => {
    const redis = new Redis(at);
    const other = new Redis(at);
    for (let i = 0; i < 20; i++)
      await Promise.all([redis.brpop("jobs", 1), sleep(Math.random() * 1_500).then(() => other.lpush("jobs", i))]); // prettier-ignore
  };
  const digests = new Set<string>();
  for (let i = 0; i < 3; i++) digests.add((await inWorld({ program })).digest);
  expect(digests.size).toBe(1);
});
