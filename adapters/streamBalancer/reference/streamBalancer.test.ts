import { expect, it } from "vitest";
import { World } from "../../../sim/kernel/world.ts";
import { LuaEngine } from "../../../sim/redis/lua/engine.ts";
import { RedisServer } from "../../../sim/redisServer.ts";
import {
  type BalancerOptions,
  type Notification,
  type StreamBalancerAdapter,
  defaultBalancerOptions,
} from "../../../spec/streamBalancer/contract.ts";
import type { SubjectContext } from "../../subject.ts";
import { referenceBalancer } from "./referenceBalancer.ts";

const startMs = Date.UTC(2026, 0, 1);
const at = { host: "redis-1", port: 6379 } as const;

/** A node and whoever a test starts. What consumers are told is written down as "c1 added a". */
async function stage(changed: Partial<BalancerOptions> = {}) {
  const options = { ...defaultBalancerOptions, ...changed };
  const lua = await LuaEngine.load();
  const world = new World({ seed: "1", startMs });
  const server = new RedisServer(world, { ...at, lua });
  const told: string[] = [];
  const consumers = new Map<string, StreamBalancerAdapter>();
  const contextOf = (process: string): SubjectContext => ({ process, nodes: [at] });
  let nowMs = 0;
  const stage = {
    world,
    server,
    told,
    consumer: (name: string): StreamBalancerAdapter => {
      const consumer = consumers.get(name);
      if (consumer === undefined) throw new Error(`no consumer ${name}`);
      return consumer;
    },
    start: (name: string, onTold: (notification: Notification) => void = () => undefined) => {
      world.process(name).start(async () => {
        const consumer = await referenceBalancer.openConsumer(contextOf(name), options);
        consumers.set(name, consumer);
        await consumer.start((notification) => {
          told.push(`${name} ${tell(notification)}`);
          onTold(notification);
        });
      });
    },
    add: (name: string, ...names: readonly string[]) => {
      world.process(name).start(async () => {
        const producer = await referenceBalancer.openProducer(contextOf(name), options);
        for (const stream of names) await producer.add({ name: stream, info: { of: stream } });
        await producer.close();
      });
    },
    admin: (...command: readonly string[]) => server.admin(command),
    after: async (ms: number): Promise<void> => {
      nowMs += ms;
      await world.runUntil((startMs + nowMs) * 1000);
      expect([world.failures, server.node.unsupported]).toEqual([[], []]);
    },
  };
  return stage;
}

function tell(notification: Notification): string {
  switch (notification.type) {
    case "added":
      return `added ${notification.stream.name}`;
    case "terminated":
      return notification.type;
    default:
      return `${notification.type} ${notification.name}`;
  }
}

const input = "{work}-input";

it("gives each data stream to one consumer, and deletes what is complete", async () => {
  const { start, add, after, told, consumer, admin } = await stage();
  start("c1", (told) => {
    if (told.type === "added")
      setTimeout(() => void consumer("c1").complete(told.stream.name), 10_000);
  });
  await after(1_000);
  add("p1", "a", "b");
  await after(5_000);
  expect(told).toEqual(["c1 added a", "c1 added b"]);
  expect(admin("XLEN", input)).toBe(2);
  await after(10_000);
  expect(admin("XLEN", input)).toBe(0);
  expect(admin("KEYS", "{work}-lock:*")).toEqual([]);
  expect(admin("HLEN", "{work}-owners")).toBe(0);
  expect(told).toHaveLength(2);
});

it("tells of an owner that died, and gives its work to whoever is asked to recover it", async () => {
  const { start, add, after, told, consumer, world } = await stage();
  start("c1");
  await after(1_000);
  add("p1", "a");
  await after(1_000);
  start("c2", (told) => {
    if (told.type === "expired") void consumer("c2").claim(told.name, told.id);
  });
  await after(1_000);
  world.process("c1").crash("killed");
  await after(5_000);
  expect(told).toEqual(["c1 added a", "c2 expired a", "c2 added a"]);
  expect(consumer("c2").metrics()).toMatchObject({ requeued: 1, aliveSkips: 0, mastersSetUp: 1 });
});

it("finds the dead without any notification, and takes them out of the group", async () => {
  const { start, add, after, told, consumer, world, admin } = await stage();
  start("c1");
  await after(1_000);
  add("p1", "a", "b");
  await after(1_000);
  start("c2");
  await after(500);
  admin("CONFIG", "SET", "notify-keyspace-events", "");
  world.process("c1").crash("killed");
  await after(200_000);
  expect(told).toEqual(["c1 added a", "c1 added b", "c2 added a", "c2 added b"]);
  expect(consumer("c2").metrics()).toMatchObject({ requeued: 2, deadLettered: 0 });
  expect(consumer("c2").metrics().scans).toBeGreaterThan(1);
  expect(admin("XINFO", "CONSUMERS", input, "work-group")).toHaveLength(1);
});

it("works on what it had in its life before, as soon as the lease of that life is over", async () => {
  const { start, add, after, told, world } = await stage();
  start("c1");
  await after(1_000);
  add("p1", "a");
  await after(1_000);
  world.process("c1").crash("killed");
  start("c1");
  await after(5_000);
  expect(told).toEqual(["c1 added a", "c1 expired a", "c1 added a"]);
});

it("keeps what nobody can read among the dead letters, and goes on", async () => {
  const { start, add, after, told, consumer, admin } = await stage();
  start("c1");
  await after(1_000);
  admin("XADD", input, "*", "lbs-input", "{not json", "message", "m1");
  admin("XADD", input, "*", "message", "m2");
  add("p1", "a");
  await after(5_000);
  expect(told).toEqual(["c1 added a"]);
  expect(consumer("c1").metrics().deadLettered).toBe(2);
  const letters = admin("XRANGE", "{work}-input-dlq", "-", "+");
  expect(letters).toMatchObject([
    [{}, ["lbs-input", "{not json", "message", "m1", "_retry_count", "0", "_dlq_reason", "unparseable", "_origin", {}]],
    [{}, ["message", "m2", "_retry_count", "0", "_dlq_reason", "unparseable", "_origin", {}]],
  ]); // prettier-ignore
});

it("tries again what has failed, until it has failed too often", async () => {
  const { start, add, after, told, consumer, admin } = await stage({ retriesMax: 2 });
  start("c1", (told) => {
    if (told.type === "added") void consumer("c1").fail(told.stream.name, "too hard");
  });
  await after(1_000);
  add("p1", "a");
  await after(5_000);
  expect(told).toEqual(["c1 added a", "c1 added a", "c1 added a"]);
  expect(admin("XLEN", input)).toBe(0);
  expect(JSON.stringify(admin("XRANGE", "{work}-input-dlq", "-", "+"))).toContain(
    '"_retry_count","3","_dlq_reason","max_retries_exceeded: too hard"',
  );
  expect(consumer("c1").metrics()).toMatchObject({ deadLettered: 1, requeued: 2 });
});

it("gives everything back when it leaves, and leaves nothing behind", async () => {
  const { start, add, after, told, consumer, admin, world, server } = await stage();
  start("c1");
  await after(1_000);
  add("p1", "a");
  await after(1_000);
  const connections = (): number => world.network.connectionsOf(world.process("c1")).length;
  expect(connections()).toBe(3);
  world.process("c1").run(() => void consumer("c1").shutdown());
  await after(5_000);
  expect([connections(), world.process("c1").timers]).toEqual([0, 0]);
  expect(admin("XPENDING", input, "work-group")).toEqual([0, null, null, null]);
  expect(admin("XINFO", "CONSUMERS", input, "work-group")).toEqual([]);
  start("c2");
  await after(5_000);
  expect(told).toEqual(["c1 added a", "c2 added a"]);
  expect(server.node.clients.size).toBe(3);
});

it("makes a lost group again, and delivers what was to be done and nothing else", async () => {
  const { start, add, after, told, consumer, admin } = await stage();
  start("c1", (told) => {
    if (told.type === "added" && told.stream.name === "a")
      void consumer("c1").complete(told.stream.name);
  });
  await after(1_000);
  add("p1", "a", "b");
  await after(1_000);
  admin("XGROUP", "DESTROY", input, "work-group");
  add("p2", "c");
  await after(10_000);
  expect(told).toEqual(["c1 added a", "c1 added b", "c1 added c"]);
});

it("tells an owner that is cut off in time, and refuses its completion", async () => {
  const { start, add, after, told, consumer, world } = await stage();
  let answer: boolean | undefined;
  start("c1", (told) => {
    if (told.type === "disowned")
      void consumer("c1")
        .complete(told.name)
        .then((isDone) => void (answer = isDone));
  });
  await after(1_000);
  add("p1", "a");
  await after(1_500);
  world.network.partition(world.process("c1"), true);
  await after(2_000);
  expect(told).toEqual(["c1 added a", "c1 disowned a"]);
  expect(answer).toBe(false);
  world.network.partition(world.process("c1"), false);
  await after(20_000);
  expect(told).toEqual(["c1 added a", "c1 disowned a", "c1 expired a", "c1 added a"]);
});
