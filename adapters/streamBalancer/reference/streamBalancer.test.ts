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
    consumer(name: string): StreamBalancerAdapter {
      const consumer = consumers.get(name);
      if (consumer === undefined) throw new Error(`no consumer ${name}`);
      return consumer;
    },
    start(name: string, onTold: (notification: Notification) => void = () => undefined): void {
      world.process(name).start(async () => {
        const consumer = await referenceBalancer.openConsumer(contextOf(name), options);
        consumers.set(name, consumer);
        await consumer.start((notification) => {
          told.push(`${name} ${tell(notification)}`);
          onTold(notification);
        });
      });
    },
    add(name: string, ...names: readonly string[]): void {
      world.process(name).start(async () => {
        const producer = await referenceBalancer.openProducer(contextOf(name), options);
        for (const stream of names) await producer.add({ name: stream, info: { of: stream } });
        await producer.close();
      });
    },
    admin: (...command: readonly string[]) => server.admin(command),
    async after(ms: number): Promise<void> {
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
