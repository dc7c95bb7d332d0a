import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { serveModel, type Serving } from "./serveModel.ts";
import { storm } from "./storm.ts";

/** More for a long night: STORM_ATTACKS=100000 npx vitest run conformance/serve/storm.test.ts */
const attacks = Number(process.env["STORM_ATTACKS"] ?? 600);

let serving: Serving;
afterEach(() => serving.stop());

it(
  "serves others as if nothing happened while clients do their worst",
  async () => {
    serving = await serveModel({ host: "127.0.0.1", port: 0, redisVersion: "7.0", seed: 1 });
    let isOver = false;
    const wellServed = beServed(serving.port, () => isOver);
    const before = process.memoryUsage.rss();

    await storm({ port: serving.port, seed: attacks, attacks, atOnce: 30 });
    isOver = true;

    expect(await wellServed).toBeGreaterThan(1);
    expect(process.memoryUsage.rss() - before).toBeLessThan(400 * 2 ** 20);
    // A busy machine tells late who has left.
    await expect.poll(() => serving.node.clients.size, { timeout: 30_000 }).toBe(0);
  },
  60_000 + 2 * attacks,
);

it("takes thousands of clients at once, and lets each have its answer", async () => {
  serving = await serveModel({ host: "127.0.0.1", port: 0, redisVersion: "7.0", seed: 1 });
  const counts = await Promise.all(
    Array.from({ length: 2_000 }, () => askOnce(serving.port, "INCR counter\r\n")),
  );
  expect(new Set(counts).size).toBe(2_000);
});

it("stops hearing a client that does not read, and sends all of it when it does", async () => {
  serving = await serveModel({ host: "127.0.0.1", port: 0, redisVersion: "7.0", seed: 1 });
  const size = 1 << 20;
  const asked = 150;
  serving.node.execute(["SET", "big", "x".repeat(size)]);
  const socket = connect(serving.port, "127.0.0.1");
  socket.write("GET big\r\n".repeat(asked));
  await sleep(300);
  expect(commandsProcessed(serving)).toBeLessThan(asked);

  let bytes = 0;
  const all = asked * (size + `$${size}\r\n\r\n`.length);
  await new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      bytes += chunk.length;
      if (bytes >= all) resolve();
    });
  });
  expect(bytes).toBe(all);
  socket.destroy();
});

function commandsProcessed({ node }: Serving): number {
  const stats = JSON.stringify(node.execute(["INFO", "stats"]));
  return Number(/total_commands_processed:(\d+)/.exec(stats)?.[1]);
}

/** How many rounds a client of good manners was served rightly while the others raged. */
async function beServed(port: number, isOver: () => boolean): Promise<number> {
  let rounds = 0;
  while (!isOver()) {
    const mine = `calm ${rounds}`;
    expect(await askOnce(port, `SET calm "${mine}"\r\n`)).toBe("+OK\r\n");
    expect(await askOnce(port, "GET calm\r\n")).toBe(`$${mine.length}\r\n${mine}\r\n`);
    rounds++;
    await sleep(5);
  }
  return rounds;
}

function askOnce(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("error", reject);
    socket.once("data", (chunk) => {
      socket.destroy();
      resolve(chunk.toString("latin1"));
    });
    socket.write(request);
  });
}
