import { Redis } from "ioredis";
import { lockstepServer, type LockstepReport } from "../conformance/lockstep/lockstepServer.ts";
import { atHand, makerFor } from "../conformance/lockstep/realServers.ts";
import { redisServerBinary } from "../conformance/servers/redisServerBinary.ts";
import { startRedisServer } from "../conformance/servers/startRedisServer.ts";
import { World } from "../sim/kernel/world.ts";
import { LuaEngine } from "../sim/redis/lua/engine.ts";
import { median, perSecond, timed, type BenchResult } from "./result.ts";
import { sendSequentially, timeOnServer } from "./sequentialCommands.ts";

const commands = 8_000;
const rounds = 5;

/** The same sequential commands by the same unmodified client, in lockstep and straight to a real server over loopback. */
export async function lockstepCost(): Promise<BenchResult> {
  const binary = redisServerBinary({ PATH: process.env["PATH"] });
  if (binary === null)
    return { verdict: "skipped", summary: "no redis-server on the PATH", lines: [] };
  const server = await startRedisServer(binary);
  const lockstep: number[] = [];
  const straight: number[] = [];
  try {
    // Taking turns, so that whatever else the machine does hits both.
    for (let round = 0; round < rounds; round++) {
      lockstep.push(await inLockstep());
      straight.push(await timeOnServer(server, commands));
    }
  } finally {
    await server.stop();
  }
  const ratio = median(lockstep) / median(straight);
  return {
    verdict: ratio <= 3 ? "reached" : "missed",
    summary: `a command in lockstep costs ${ratio.toFixed(1)} round trips of the same client (asked: at most 3)`,
    lines: [
      `ioredis in lockstep:      ${perSecond(commands, median(lockstep))} commands/s`,
      `ioredis on redis-server:  ${perSecond(commands, median(straight))} commands/s`,
      `sequential GET, SET, HSET and ZADD, median of ${rounds} rounds of ${commands}; the start of the server is not counted`,
    ],
  };
}

async function inLockstep(): Promise<number> {
  const startMs = Date.UTC(2026, 0, 1);
  const world = new World({ seed: "bench", startMs });
  const reports: LockstepReport[] = [];
  const server = lockstepServer(world, { kind: "standalone" }, "", {
    lua: await LuaEngine.load(),
    version: "7.0",
    maker: await makerFor(atHand, "7.0"),
    startMs,
    onReport: (report) => void reports.push(report),
  });
  let done = false;
  world.process("client").start(async () => {
    const redis = new Redis({ host: "redis-1", port: 6379 });
    await sendSequentially(redis, commands);
    redis.disconnect();
    done = true;
  });
  const ms = await timed(() => world.runUntil((startMs + 86_400_000) * 1000));
  server.close();
  if (!done || world.failures.length > 0 || reports[0]?.differences.length !== 0) {
    const why = JSON.stringify([world.failures, server.unsupported()]);
    throw new Error(`bench/lockstepCost: the workload did not finish, or differed: ${why}`);
  }
  return ms;
}
