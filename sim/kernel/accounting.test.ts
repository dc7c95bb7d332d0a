import { setTimeout as sleep } from "node:timers/promises";
import { EventEmitter } from "node:events";
import net from "node:net";
import { afterEach, expect, it } from "vitest";
import { Accounting } from "./accounting.ts";
import { lineServer } from "./lineServer.testkit.ts";
import { World } from "./world.ts";

const startMs = 1_700_000_000_000;
let world = new World({ seed: "accounting", startMs });

afterEach(() => world.accounting?.end());

it("counts what each process does, and what it still has", async () => {
  const { accounting, run } = counted();
  world.process("reader").start(() => {
    net.connect(7000, "server").write("PING\n");
    setTimeout(() => {}, 60_000);
  });
  await run(1_000);

  expect(accounting.take(world.process("reader"))).toMatchObject({
    timersSet: 1,
    timersAlive: 1,
    socketsOpened: 1,
    socketsAlive: 1,
    commands: new Map([["PING", 1]]),
  });
});

it("counts the listeners that were not taken off again", async () => {
  const { accounting, run } = counted();
  const process = world.process("listener");
  const emitter = new EventEmitter().on("before", () => {});
  const once = (): void => {};
  process.start(() => {
    emitter.on("kept", () => {});
    emitter.once("heard", () => {});
    emitter.on("taken off", once);
    emitter.off("taken off", once);
    emitter.emit("heard");
  });
  await run(10);

  expect(accounting.take(process)).toMatchObject({ listenersSet: 3, listenersAlive: 1 });
});

it("begins anew each time that it is asked, except for what is still there", async () => {
  const { accounting, run } = counted();
  const process = world.process("sleeper");
  process.start(() => {
    const { signal } = new AbortController();
    signal.addEventListener("abort", () => {});
    setTimeout(() => {}, 60_000);
  });
  await run(1_000);
  accounting.take(process);

  expect(accounting.take(process)).toEqual({
    events: 0,
    cpuUs: 0,
    timersSet: 0,
    timersAlive: 1,
    listenersSet: 0,
    listenersAlive: 1,
    socketsOpened: 0,
    socketsAlive: 0,
    commands: new Map(),
  });
});

it("sees who is busy although nothing comes", async () => {
  const { accounting, run } = counted();
  world.process("spinning").start(async () => {
    for (;;) await sleep(10);
  });
  world.process("parked").start(async () => {
    await new Promise(() => {});
  });
  await run(1_000);

  expect(accounting.take(world.process("spinning")).cpuUs).toBeGreaterThan(150);
  expect(accounting.take(world.process("parked")).cpuUs).toBeLessThan(10);
});

it("lets go of the listeners of a socket that is closed, and of a life that is over", async () => {
  const { accounting, run } = counted();
  world.process("gone").start(() => {
    const socket = net.connect(7000, "server");
    socket.on("error", () => {});
    socket.destroy();
  });
  const dead = world.process("dead");
  dead.start(() => {
    const { signal } = new AbortController();
    signal.addEventListener("abort", () => {});
  });
  await run(100);
  dead.crash("for the test");

  const gone = { listenersAlive: 0, socketsOpened: 1, socketsAlive: 0 };
  expect(accounting.take(world.process("gone"))).toMatchObject(gone);
  expect(accounting.take(dead)).toMatchObject({ listenersSet: 1, listenersAlive: 0 });
});

function counted() {
  world = new World({ seed: "accounting", startMs });
  world.network.listen("server", 7000, lineServer());
  const accounting = new Accounting(world);
  world.accounting = accounting;
  const run = (ms: number): Promise<void> => world.runUntil(world.nowUs + ms * 1000);
  return { accounting, run };
}
