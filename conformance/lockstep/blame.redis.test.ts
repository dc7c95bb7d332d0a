import { Redis } from "ioredis";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { World } from "../../sim/kernel/world.ts";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { readCases } from "../differential/caseFile.ts";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { blameFor, type Blame } from "./blameFor.ts";
import { lockstepServer, type LockstepReport } from "./lockstepServer.ts";
import { atHand, makerFor } from "./realServers.ts";
import { tellBlame, tellBlameAtLength } from "./tellBlame.ts";

const binary = redisServerBinary();
const startMs = Date.UTC(2026, 0, 1);
const folder = mkdtempSync(join(tmpdir(), "claimcheck-blame-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Real servers are told where their files lie, and not where those of others do: that is a difference for tests. */
describe.skipIf(binary === null)("who is to blame for a difference (needs redis-server)", () => {
  it("is the model when a fresh server says something else than a fresh model, and a case shows it", async () => {
    const blame = await blamed(async (redis) => {
      for (let i = 0; i < 20; i++) await redis.xadd("stream", "*", "n", i);
      await redis.config("GET", "dir");
    });
    expect(blame).toMatchObject({ on: "model" });
    // Of everything that was asked one request is left.
    expect(tellBlameAtLength(blame)).toMatch(
      /^the model is to blame, see .*config-as-redis-7.*\.json\n {2}asker#1> config get dir\n {4}model .*\n {4}real /i,
    );
    const [saved] = readCases(folder);
    expect(saved?.steps).toHaveLength(1);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("is the harness when they say the same", async () => {
    const blame = await blamed(async (redis) => {
      await redis.set("k", "v", "PX", 700);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await redis.config("GET", "unixsocket"); // through which the harness speaks to it
    });
    expect(tellBlame(blame)).toMatch(
      /^the harness is to blame: \d+ steps, asked without a simulated world, get equal answers$/,
    );
  });
});

async function blamed(ask: (redis: Redis) => Promise<void>): Promise<Blame> {
  const world = new World({ seed: "1", startMs });
  const reports: LockstepReport[] = [];
  const server = lockstepServer(world, { kind: "standalone" }, "", {
    lua: await LuaEngine.load(),
    version: "7.0",
    maker: await makerFor(atHand, "7.0"),
    startMs,
    onReport: (told) => void reports.push(told),
  });
  world.process("asker").start(() => ask(new Redis({ host: "redis-1", port: 6379 })));
  await world.runUntil((startMs + 30_000) * 1000);
  server.close();
  const recording = reports[0]?.recording;
  if (recording === null || recording === undefined) throw new Error("there was no difference");
  return blameFor(recording, { folder });
}
