import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askServer, type ServerQuestions } from "../../versionData/askServer.ts";
import { redisServerBinary } from "../redisServerBinary.ts";
import type { RedisServer } from "../startRedisServer.ts";
import { createClockFile, type ClockFile } from "./createClockFile.ts";
import { startFrozenServer } from "./startFrozenServer.ts";

const binary = redisServerBinary();
const startUs = 1_700_000_000_123_456;

describe.skipIf(binary === null)("a real server under our clock (needs redis-server)", () => {
  let clock: ClockFile;
  let server: RedisServer;
  let client: ServerQuestions;
  beforeAll(async () => {
    clock = createClockFile(startUs);
    server = await startFrozenServer(binary ?? "", clock);
    client = await askServer(server.port);
  });
  afterAll(async () => {
    client.end();
    await server.stop();
    clock.remove();
  });

  it("tells our time to the microsecond, and names stream entries after it", async () => {
    expect(await client.ask("TIME")).toEqual(["1700000000", "123456"]);
    expect(await client.ask("XADD", "s", "*", "f", "v")).toBe("1700000000123-0");
    expect(await client.ask("XADD", "s", "*", "f", "v")).toBe("1700000000123-1");
  });

  it("stands still, so that a time to live does too", async () => {
    await client.ask("SET", "k", "v", "PX", "5000");
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(await client.ask("PTTL", "k")).toBe(5000);
  });

  it("takes a jump of an hour at once", async () => {
    await client.ask("SET", "soon", "v", "PX", "3599999");
    await client.ask("SET", "later", "v", "PX", "3600002");
    clock.set(clock.nowUs() + 3_600_000_000);
    expect(await client.ask("EXISTS", "soon", "later")).toBe(1);
    expect(await client.ask("PTTL", "later")).toBe(2);
    expect(await client.ask("TIME")).toEqual(["1700003600", "123456"]);
  });
});
