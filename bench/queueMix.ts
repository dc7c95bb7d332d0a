import { Redis } from "ioredis";
import RedisMock from "ioredis-mock";
import { redisServerBinary } from "../conformance/servers/redisServerBinary.ts";
import { startRedisServer } from "../conformance/servers/startRedisServer.ts";
import { sha1hex } from "../sim/redis/lua/sha1hex.ts";
import { modelNode, mustRun } from "./modelNode.ts";
import { median, timed, type BenchResult } from "./result.ts";

const rounds = 7;
const members = 1_000;
const script =
  "if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1]) end return 1";
const scriptSha = sha1hex(script);

/** What a queue asks of Redis, each command as often as the others, one after the other. */
const mix: Readonly<Record<string, (i: number) => readonly string[]>> = {
  ZADD: (i) => ["ZADD", "due", `${i}`, `m${i % members}`],
  ZRANGEBYSCORE: () => ["ZRANGEBYSCORE", "due", "-inf", "+inf", "LIMIT", "0", "10"],
  ZPOPMIN: () => ["ZPOPMIN", "popped"],
  HSET: (i) => ["HSET", `job:${i % 100}`, "state", "active", "at", `${i}`],
  HGETALL: (i) => ["HGETALL", `job:${i % 100}`],
  LPUSH: (i) => ["LPUSH", "wait", `${i}`],
  LMOVE: () => ["LMOVE", "wait", "active", "RIGHT", "LEFT"],
  EVALSHA: (i) => ["EVALSHA", scriptSha, "1", "due", `m${i % members}`, `${i}`],
};

/** Calls per command and round: what is measured takes some tenths of a second everywhere. */
const calls = { model: 5_000, mock: 300, server: 1_000 };

const preparation = (): readonly (readonly string[])[] => [
  ["FLUSHALL"],
  ["EVAL", script, "1", "due", "m0", "0"],
  ...Array.from({ length: members }, (_, i) => ["ZADD", "due", `${i}`, `m${i}`]),
  ...Array.from({ length: calls.model }, (_, i) => ["ZADD", "popped", `${i}`, `m${i}`]),
  ...Array.from({ length: 100 }, (_, i) => ["HSET", `job:${i}`, "data", `payload ${i}`]),
];

type Call = (argv: readonly string[]) => unknown;

/** The same mix on the model directly, on ioredis-mock, and through ioredis on a real server: geometric means of the ratios. */
export async function queueMix(): Promise<BenchResult> {
  const node = await modelNode();
  const mock = new RedisMock();
  const binary = redisServerBinary({ PATH: process.env["PATH"] });
  const server = binary === null ? null : await startRedisServer(binary);
  const redis = server === null ? null : new Redis({ host: server.host, port: server.port });
  const us: Record<string, { model: number[]; mock: number[]; server: number[] }> = {};
  const onModel: Call = (argv) => mustRun(node, argv);
  const onMock: Call = ([name = "", ...args]) => {
    // It knows commands as methods only; there is no `call`. What was evaluated once it knows by hash.
    const method: unknown = Reflect.get(mock, name.toLowerCase());
    if (typeof method !== "function") throw new Error(`bench/queueMix: no ${name} in ioredis-mock`);
    return method.apply(mock, args);
  };
  const onServer: Call = ([name = "", ...args]) => redis?.call(name, ...args);
  try {
    // The round before the first warms all three up, and is not counted.
    for (let round = -1; round < rounds; round++) {
      for (const [call, side] of [
        [onModel, "model"],
        [onMock, "mock"],
        [onServer, "server"],
      ] as const) {
        if (side === "server" && redis === null) continue;
        for (const argv of preparation()) await call(argv);
        for (const [name, argv] of Object.entries(mix)) {
          const ms = await timed(async () => {
            if (side === "model") for (let i = 0; i < calls[side]; i++) call(argv(i));
            else for (let i = 0; i < calls[side]; i++) await call(argv(i));
          });
          if (round < 0) continue;
          (us[name] ??= { model: [], mock: [], server: [] })[side].push((ms * 1000) / calls[side]);
        }
      }
    }
  } finally {
    redis?.disconnect();
    mock.disconnect();
    await server?.stop();
  }

  const ratios = (side: "mock" | "server"): number[] =>
    Object.values(us).map((times) => median(times[side]) / median(times.model));
  const overMock = geometricMean(ratios("mock"));
  const overServer = redis === null ? null : geometricMean(ratios("server"));
  const isReached = overMock >= 50 && (overServer === null || overServer >= 5);
  return {
    verdict: isReached ? "reached" : "missed",
    summary:
      `a queue's mix is ${overMock.toFixed(0)} times as fast as on ioredis-mock (asked: 50), ` +
      (overServer === null
        ? "not compared with a server: no redis-server on the PATH"
        : `${overServer.toFixed(1)} times as fast as ioredis on a real server (asked: 5)`),
    lines: Object.entries(us).map(
      ([name, times]) =>
        `${name.padEnd(14)} model ${median(times.model).toFixed(2)} us, ioredis-mock ${median(times.mock).toFixed(1)} us` +
        (redis === null ? "" : `, server ${median(times.server).toFixed(1)} us`),
    ),
  };
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
