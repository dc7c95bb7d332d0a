import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Redis } from "ioredis";
import { redisServerBinary } from "../conformance/servers/redisServerBinary.ts";
import { startRedisServer } from "../conformance/servers/startRedisServer.ts";
import { modelNode, mustRun } from "./modelNode.ts";
import type { BenchResult } from "./result.ts";

const hashes = 100_000;

/** A job as queues keep it. */
const jobAt = (i: number): readonly string[] => [
  "HSET",
  `job:${i}`,
  "id",
  `${i}`,
  "status",
  "active",
  "attempts",
  "3",
  "next_run_at",
  `${1_767_225_600_000 + i}`,
  "payload",
  `{"to":"user${i}@example.org"}`,
];

/** The heap that small hashes take in the model, against `MEMORY USAGE` of a real server for the same ones. */
export async function memory(): Promise<BenchResult> {
  const binary = redisServerBinary({ PATH: process.env["PATH"] });
  if (binary === null)
    return { verdict: "skipped", summary: "no redis-server on the PATH", lines: [] };
  const server = await startRedisServer(binary);
  const redis = new Redis({ host: server.host, port: server.port });
  let real = 0;
  try {
    const sample = [0, 10, 500, 9_999, 99_999];
    for (const i of sample) {
      const [name = "", ...args] = jobAt(i);
      await redis.call(name, ...args);
      real += Number(await redis.call("MEMORY", "USAGE", `job:${i}`)) / sample.length;
    }
  } finally {
    redis.disconnect();
    await server.stop();
  }

  const node = await modelNode();
  const before = heapInUse();
  for (let i = 0; i < hashes; i++) mustRun(node, jobAt(i));
  const each = (heapInUse() - before) / hashes;
  if (mustRun(node, ["DBSIZE"]) !== hashes) throw new Error("bench/memory: hashes are missing");
  const ratio = each / real;
  return {
    verdict: ratio <= 5 ? "reached" : "missed",
    summary: `a small hash takes ${ratio.toFixed(1)} times what Redis takes (asked: at most 5)`,
    lines: [`model ${Math.round(each)} bytes, Redis ${Math.round(real)} bytes, five fields`],
  };
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapInUse(): number {
  collectGarbage();
  collectGarbage();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}
