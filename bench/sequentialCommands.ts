import { Redis } from "ioredis";
import { timed } from "./result.ts";

/** One command after the other: GET, SET, HSET and ZADD over a few keys. @param commands a multiple of four. */
export async function sendSequentially(redis: Redis, commands: number): Promise<void> {
  for (let i = 0; i < commands; i += 4) {
    await redis.set(`k${i % 100}`, `value ${i}`);
    await redis.get(`k${i % 100}`);
    await redis.hset("hash", `f${i % 50}`, i);
    await redis.zadd("zset", i, `m${i % 200}`);
  }
}

/** The same to a real server, which is emptied before. @returns milliseconds. */
export async function timeOnServer(
  { host = "127.0.0.1", port }: { readonly host?: string; readonly port: number },
  commands: number,
): Promise<number> {
  const redis = new Redis({ host, port });
  await redis.flushall();
  const ms = await timed(() => sendSequentially(redis, commands));
  redis.disconnect();
  return ms;
}
