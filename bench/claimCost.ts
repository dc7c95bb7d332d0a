import { referenceScheduler } from "../adapters/scheduler/reference/referenceScheduler.ts";
import { schedulerKeys } from "../adapters/scheduler/reference/keys.ts";
import { World } from "../sim/kernel/world.ts";
import { LuaEngine } from "../sim/redis/lua/engine.ts";
import { RedisServer } from "../sim/redisServer.ts";
import { median, type BenchResult } from "./result.ts";

const startMs = Date.UTC(2026, 0, 1);
const sizes = [100, 1_000, 10_000, 100_000, 1_000_000];
const claims = 50;
const pollMs = 2_100;

type Row = {
  readonly schedules: number;
  readonly granted: number;
  readonly idle: number;
  readonly usEach: number;
};

/** Elements that a claim of the reference touches, by the model's own count, as the number of schedules grows. */
export async function claimCost(): Promise<BenchResult> {
  const lua = await LuaEngine.load();
  const rows: Row[] = [];
  for (const schedules of sizes) rows.push(await costAt(schedules, lua));
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) throw new Error("bench/claimCost: no sizes");
  const growth = last.granted / first.granted;
  const logarithm = Math.log2(last.schedules) / Math.log2(first.schedules);
  return {
    verdict: growth <= logarithm && last.idle / first.idle <= logarithm ? "reached" : "missed",
    summary: `a granted claim grows ${growth.toFixed(2)} times from N = 100 to 1,000,000, log N grows ${logarithm.toFixed(2)} times`,
    lines: [
      "schedules   elements, granted   elements, idle   us per claim",
      ...rows.map(
        ({ schedules, granted, idle, usEach }) =>
          `${String(schedules).padStart(9)}   ${String(granted).padStart(17)}   ${String(idle).padStart(14)}   ${String(usEach).padStart(12)}`,
      ),
    ],
  };
}

async function costAt(schedules: number, lua: LuaEngine): Promise<Row> {
  const world = new World({ seed: "bench", startMs });
  const server = new RedisServer(world, { host: "redis", port: 6379, lua });
  fill(server, schedules);

  const granted: number[] = [];
  const idle: number[] = [];
  let elements = 0;
  let ms = 0;
  server.onExecuted = (executed) => void (elements += executed.elements);
  world.process("worker").start(async () => {
    const scheduler = await referenceScheduler.open({
      process: "worker",
      nodes: [{ host: "redis", port: 6379 }],
    });
    for (let i = 0; i < 2 * claims; i++) {
      // As long as it takes until every claim has audits to do: the most expensive claim is what is measured.
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      elements = 0;
      const claim = await scheduler.claim();
      (claim === null ? idle : granted).push(elements);
      if (claim !== null) await scheduler.complete(claim);
    }
    await scheduler.close();
  });
  const begin = performance.now();
  await world.runUntil((startMs + 3 * claims * pollMs) * 1000);
  ms = performance.now() - begin;
  return {
    schedules,
    granted: median(granted),
    idle: median(idle),
    usEach: Math.round((ms * 1000) / (2 * claims)),
  };
}

/** As many schedules as asked, of which just enough are due for the claims that are measured. */
function fill({ node }: RedisServer, schedules: number): void {
  for (let i = 0; i < schedules; i++) {
    const id = `s${i}`;
    const next = String(i < claims ? startMs - 1000 + i : startMs + 86_400_000 + i);
    node.execute([
      "HSET",
      schedulerKeys.schedule + id,
      "id",
      id,
      "status",
      "active",
      "every_ms",
      "86400000",
      "next_run_at",
      next,
      "run_count",
      "0",
    ]);
    node.execute(["ZADD", schedulerKeys.due, next, id]);
    node.execute(["ZADD", schedulerKeys.names, "0", id]);
  }
}
