import { Redis } from "ioredis";
import { redisServerBinary } from "../conformance/servers/redisServerBinary.ts";
import { startRedisServer } from "../conformance/servers/startRedisServer.ts";
import { World } from "../sim/kernel/world.ts";
import { LuaEngine } from "../sim/redis/lua/engine.ts";
import { RedisServer } from "../sim/redisServer.ts";
import { median, perSecond, timed, type BenchResult } from "./result.ts";
import { sendSequentially, timeOnServer } from "./sequentialCommands.ts";

const commands = 20_000;
const rounds = 5;

/** The same sequential commands by the same unmodified client, on the model and on a real server over loopback. */
export async function modelAgainstServer(): Promise<BenchResult> {
  const binary = redisServerBinary({ PATH: process.env["PATH"] });
  if (binary === null)
    return { verdict: "skipped", summary: "no redis-server on the PATH", lines: [] };
  const server = await startRedisServer(binary);
  const model: number[] = [];
  const real: number[] = [];
  try {
    // Taking turns, so that whatever else the machine does hits both.
    for (let round = 0; round < rounds; round++) {
      model.push(await onModel());
      real.push(await timeOnServer(server, commands));
    }
  } finally {
    await server.stop();
  }
  const ratio = median(real) / median(model);
  return {
    verdict: ratio >= 3 ? "reached" : "missed",
    summary: `the model is ${ratio.toFixed(1)} times as fast as a real server (asked: 3)`,
    lines: [
      `ioredis on the model:           ${perSecond(commands, median(model))} commands/s`,
      `ioredis on redis-server:        ${perSecond(commands, median(real))} commands/s`,
      `sequential GET, SET, HSET and ZADD, median of ${rounds} rounds of ${commands}`,
    ],
  };
}

async function onModel(): Promise<number> {
  const startMs = Date.UTC(2026, 0, 1);
  const world = new World({ seed: "bench", startMs });
  const { node } = new RedisServer(world, {
    host: "redis",
    port: 6379,
    lua: await LuaEngine.load(),
  });
  let done = false;
  world.process("client").start(async () => {
    const redis = new Redis({ host: "redis", port: 6379 });
    await sendSequentially(redis, commands);
    redis.disconnect();
    done = true;
  });
  const ms = await timed(() => world.runUntil((startMs + 86_400_000) * 1000));
  if (!done || world.failures.length > 0 || node.unsupported.length > 0) {
    throw new Error(
      `bench/modelAgainstServer: the workload did not finish: ${JSON.stringify(world.failures)}`,
    );
  }
  return ms;
}
