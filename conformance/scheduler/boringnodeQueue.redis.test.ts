import { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { boringnodeQueue } from "../../adapters/scheduler/boringnodeQueue/boringnodeQueue.ts";
import type { Reply } from "../../sim/redis/reply.ts";
import type { SchedulerAdapter } from "../../spec/scheduler/contract.ts";
import type { ScheduleState } from "../../spec/scheduler/history.ts";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { startRedisServer, type RedisServer } from "../servers/startRedisServer.ts";

const binary = redisServerBinary();

describe.skipIf(binary === null)("boringnode-queue on a real server (needs redis-server)", () => {
  it("finds and lists what it has defined, and the layout reads the same from its hash", async () => {
    const worker = await open();
    const fromMs = Date.now() + 3_600_000;
    const config = { id: "s1", everyMs: 60_000, fromMs, toMs: fromMs + 1_000_000, limit: 3 };

    await worker.define(config);

    const view = { ...config, status: "active", timezone: "UTC", nextRunAtMs: fromMs, runCount: 0 };
    expect(await worker.get("s1")).toEqual(view);
    expect(await worker.list()).toEqual([view]);
    expect(await stateOf("s1")).toEqual({
      status: "active",
      nextRunAtMs: fromMs,
      runCount: 0,
      everyMs: 60_000,
      cron: null,
      timezone: "UTC",
      fromMs,
      toMs: fromMs + 1_000_000,
      limit: 3,
      leasedUntilMs: null,
    });
  });

  it("keeps schedules, and nothing else, at the keys that the layout names", async () => {
    const worker = await open();
    await worker.define({ id: "s1", everyMs: 60_000 });
    await worker.trigger("s1");

    const keys = await admin.keys("*");
    expect(keys).toContain("boringnode::queue::schedules::index");
    expect(keys.map(layout.scheduleOfKey).filter((id) => id !== null)).toEqual(["s1"]);
  });

  it("gives a due occurrence to one of two workers, and counts the next from the claim", async () => {
    const [first, second] = [await open(), await open()];
    await first.define({ id: "s1", everyMs: 60_000 });
    const dueAtMs = Date.now() - 1_000;
    await first.update("s1", { nextRunAtMs: dueAtMs });

    const claims = await Promise.all([first.claim(), second.claim()]);

    expect(claims.filter((claim) => claim !== null)).toEqual([{ id: "s1", dueAtMs, token: null }]);
    const state = await stateOf("s1");
    expect(state?.runCount).toBe(1);
    expect(state?.nextRunAtMs).toBeGreaterThanOrEqual(dueAtMs + 61_000);
    expect(await first.complete({ id: "s1", dueAtMs, token: null })).toBe(true);
  });

  it("moves a cron schedule to its next time, in its time zone, when it is claimed", async () => {
    const worker = await open();
    await worker.define({ id: "s1", cron: "30 12 * * *", timezone: "Asia/Tokyo" });
    const firstMs = (await stateOf("s1"))?.nextRunAtMs;
    await worker.update("s1", { nextRunAtMs: Date.now() - 1 });

    expect((await worker.claim())?.id).toBe("s1");

    const nextMs = (await stateOf("s1"))?.nextRunAtMs;
    expect(new Date(nextMs ?? 0).toISOString()).toMatch(/T03:30:00.000Z$/);
    expect(nextMs).toBe(firstMs);
    expect(await worker.claim()).toBeNull();
  });

  it("does not claim what is paused, and claims it after it is resumed", async () => {
    const worker = await open();
    await worker.define({ id: "s1", everyMs: 60_000 });
    await worker.pause("s1");
    await worker.update("s1", { nextRunAtMs: Date.now() - 1 });

    expect((await stateOf("s1"))?.status).toBe("paused");
    expect(await worker.claim()).toBeNull();
    await worker.resume("s1");
    expect((await worker.claim())?.id).toBe("s1");
  });

  it("triggers up to the limit, and neither a finished nor a missing schedule", async () => {
    const worker = await open();
    await worker.define({ id: "s1", everyMs: 60_000, limit: 1 });

    expect(await worker.trigger("s1")).toBe(true);
    expect(await worker.trigger("s1")).toBe(false);
    expect(await worker.trigger("nobody")).toBe(false);
    expect((await stateOf("s1"))?.runCount).toBe(1);
  });

  it("leaves no trace of a deleted schedule", async () => {
    const worker = await open();
    await worker.define({ id: "s1", everyMs: 60_000 });
    await worker.delete("s1");

    expect(await worker.get("s1")).toBeNull();
    expect(await worker.list()).toEqual([]);
    expect(await stateOf("s1")).toBeNull();
    expect(await admin.keys("*")).toEqual([]);
  });

  it("keeps two handles apart although the library has one queue manager for the whole process", async () => {
    const other = await startRedisServer(binary ?? "");
    const [here, there] = [await open(), await open(other)];

    await Promise.all([
      here.define({ id: "here", everyMs: 60_000 }),
      there.define({ id: "there", everyMs: 60_000 }),
    ]);
    await Promise.all([here.trigger("here"), there.pause("there")]);

    expect(await here.list()).toMatchObject([{ id: "here", runCount: 1, status: "active" }]);
    expect(await there.list()).toMatchObject([{ id: "there", runCount: 0, status: "paused" }]);
    await there.close();
    await other.stop();
  });
});

const layout = boringnodeQueue.layout;
let server: RedisServer;
let admin: Redis;
let handles: SchedulerAdapter[] = [];

beforeAll(async () => {
  if (binary === null) return;
  await boringnodeQueue.load?.();
  server = await startRedisServer(binary);
  admin = new Redis({ host: server.host, port: server.port });
});

afterEach(async () => {
  for (const handle of handles) await handle.close();
  handles = [];
  if (binary !== null) await admin.flushall();
});

afterAll(async () => {
  if (binary === null) return;
  admin.disconnect();
  await server.stop();
});

async function open({ host, port }: RedisServer = server): Promise<SchedulerAdapter> {
  const handle = await boringnodeQueue.open({ process: "w1", nodes: [{ host, port }] });
  handles.push(handle);
  return handle;
}

async function stateOf(id: string): Promise<ScheduleState | null> {
  const [name = "", ...args] = layout.readState(id);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a reply to HMGET holds strings and nulls
  return layout.parseState((await admin.call(name, ...args)) as Reply);
}
