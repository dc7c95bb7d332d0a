import { Redis } from "ioredis";
import { expect, it, vi } from "vitest";
import { loadBoringnodeQueue } from "./loadBoringnodeQueue.ts";

it("is asked for by name when a handle is opened too early", async () => {
  vi.resetModules(); // another file of this process may have loaded it
  const { boringnodeQueue } = await import("./boringnodeQueue.ts");
  const tooEarly = boringnodeQueue.open({
    process: "w1",
    nodes: [{ host: "127.0.0.1", port: 6379 }],
  });
  await expect(tooEarly).rejects.toThrow("the library is not loaded; call load() first");
});

it("loads once, whoever asks", async () => {
  expect(await loadBoringnodeQueue()).toBe(await loadBoringnodeQueue());
});

it("leaves nothing to import for the claim of a cron schedule: it needs no turn of the event loop", async () => {
  const { redis } = await loadBoringnodeQueue();
  const due = { id: "s1", cron_expression: "* * * * *", next_run_at: "0" };
  const connection = Object.assign(new Redis({ lazyConnect: true }), {
    eval: async () => JSON.stringify(due),
    hset: async () => 1,
  });
  let turns = 0;
  const turn = setImmediate(() => (turns += 1));

  const claimed = await redis(connection)().claimDueSchedule();

  clearImmediate(turn);
  expect(claimed?.id).toBe("s1");
  expect(turns).toBe(0);
});
