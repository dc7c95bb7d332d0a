import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { redisServerBinary } from "../conformance/servers/redisServerBinary.ts";
import { startRedisServer } from "../conformance/servers/startRedisServer.ts";
import { median, type BenchResult } from "./result.ts";

const tests = ["ping_mbulk", "set", "get", "incr", "lpush", "rpop", "sadd", "hset", "zadd", "mset"];
const requests = 100_000;
const rounds = 3;

/** `redis-benchmark -P 16` against the served model and against a real server, one after the other in one run. */
export async function serve(): Promise<BenchResult> {
  const binary = redisServerBinary({ PATH: process.env["PATH"] });
  if (binary === null)
    return { verdict: "skipped", summary: "no redis-server on the PATH", lines: [] };
  const server = await startRedisServer(binary);
  const served = await startServe();
  const ratios: number[] = [];
  const lines: string[] = [];
  try {
    for (const test of tests) {
      const real: number[] = [];
      const model: number[] = [];
      // Taking turns, so that whatever else the machine does hits both.
      for (let round = 0; round < rounds; round++) {
        real.push(await requestsPerSecond(server.port, test));
        model.push(await requestsPerSecond(served.port, test));
      }
      const ratio = median(model) / median(real);
      ratios.push(ratio);
      lines.push(
        `${test.padEnd(10)} serve ${thousands(median(model))}   redis-server ${thousands(median(real))}   ${ratio.toFixed(2)}`,
      );
    }
  } finally {
    served.stop();
    await server.stop();
  }
  const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
  return {
    verdict: mean >= 0.25 ? "reached" : "missed",
    summary: `serve reaches ${mean.toFixed(2)} of redis-server's throughput (asked: 0.25)`,
    lines: [
      ...lines,
      `redis-benchmark -P 16 -n ${requests}, median of ${rounds} rounds; the mean is geometric`,
    ],
  };
}

type Served = { readonly port: number; readonly stop: () => void };

/** A process of its own, as for any user: serving and measuring in one would share a core. */
function startServe(): Promise<Served> {
  const launcher = fileURLToPath(new URL("../../conformance/start.mjs", import.meta.url));
  const child = spawn(process.execPath, [launcher, "serve", "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`bench/serve: serve ended with ${code}`)));
    child.stdout.once("data", (line: Buffer) => {
      const port = Number(/listens on 127\.0\.0\.1:(\d+)/.exec(line.toString())?.[1]);
      resolve({ port, stop: () => void child.kill() });
    });
  });
}

async function requestsPerSecond(port: number, test: string): Promise<number> {
  const args = ["-p", `${port}`, "-P", "16", "-n", `${requests}`, "-t", test, "--csv"];
  const { stdout } = await promisify(execFile)("redis-benchmark", args);
  const row = stdout.trim().split("\n").at(-1)?.split(",") ?? [];
  const rate = Number(row[1]?.replaceAll('"', ""));
  if (rate > 0) return rate;
  throw new Error(`bench/serve: redis-benchmark ${args.join(" ")} printed ${stdout}`);
}

const thousands = (rate: number): string => `${Math.round(rate / 1000)}`.padStart(5) + ",000/s";
