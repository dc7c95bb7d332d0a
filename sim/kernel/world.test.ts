import { createRequire } from "node:module";
import { describe, expect, it } from "vitest";
import { World } from "./world.ts";

const startMs = Date.UTC(2026, 0, 1);
const newWorld = (seed = "1"): World => new World({ seed, startMs, keepJournal: true });

describe("time", () => {
  it("passes only from event to event", async () => {
    const world = newWorld();
    const seen: number[] = [];
    world.process("p").start(() => {
      seen.push(Date.now() - startMs);
      setTimeout(() => seen.push(Date.now() - startMs), 86_400_000);
    });
    await world.runUntil((startMs + 2 * 86_400_000) * 1000);
    expect(seen).toEqual([0, 86_400_000]);
    expect(world.nowMs).toBe(startMs + 2 * 86_400_000);
  });

  it("gives every clock of Node the same instant", async () => {
    const world = newWorld();
    const seen: unknown[] = [];
    world.process("p").start(() => {
      setTimeout(() => {
        seen.push(
          new Date().getTime() - startMs,
          performance.now(),
          process.hrtime(),
          process.uptime(),
        );
        seen.push(
          process.hrtime.bigint(),
          new Date() instanceof Date,
          new Date().constructor === Date,
        );
        seen.push(
          Date().includes("2026"),
          new Intl.DateTimeFormat("en", { timeZone: "UTC" }).format(),
        );
      }, 1500);
    });
    await world.runUntil((startMs + 5000) * 1000);
    expect(seen).toEqual([
      1500,
      1500,
      [1, 500_000_000],
      1.5,
      1_500_000_000n,
      true,
      true,
      true,
      "1/1/2026",
    ]);
  });

  it("knows how many timers of a process will still go off", async () => {
    const world = newWorld();
    const process = world.process("p");
    process.start(() => {
      setTimeout(() => undefined, 10);
      const ticking = setInterval(() => undefined, 10);
      setTimeout(() => clearInterval(ticking), 35).refresh();
      clearTimeout(setTimeout(() => undefined, 20));
    });
    const left: number[] = [];
    for (const atMs of [5, 15, 40]) {
      await world.runUntil((startMs + atMs) * 1000);
      left.push(process.timers);
    }
    process.crash("test");
    expect([...left, process.timers]).toEqual([3, 2, 0, 0]);
  });

  it("leaves the clocks of everybody else alone", async () => {
    const world = newWorld();
    await world.runUntil((startMs + 1000) * 1000);
    expect(Math.abs(Date.now() - startMs)).toBeGreaterThan(1000);
  });

  it("gives another wall clock, and the same timers, to a process with a skewed clock", async () => {
    const world = newWorld();
    const seen: number[] = [];
    const skewed = world.process("skewed");
    skewed.skewUs = 31_000_000;
    skewed.start(() => {
      setTimeout(() => seen.push(Date.now() - startMs, performance.now()), 1000);
    });
    await world.runUntil((startMs + 5000) * 1000);
    expect(seen).toEqual([32_000, 1000]);
  });
});

describe("order", () => {
  const raceOf = async (seed: string): Promise<string> => {
    const world = newWorld(seed);
    const seen: string[] = [];
    for (const name of ["a", "b", "c", "d"]) {
      world.process(name).start(() => void setTimeout(() => seen.push(name), 10));
    }
    await world.runUntil((startMs + 20) * 1000);
    return seen.join("");
  };

  it("of processes that are due at the same instant is the seed's to decide", async () => {
    const races = new Set<string>();
    for (let seed = 0; seed < 20; seed++) races.add(await raceOf(String(seed)));
    expect(races.size).toBeGreaterThan(3);
    expect(await raceOf("7")).toBe(await raceOf("7"));
  });

  it("within a process is that of Node: first set, first fired, and microtasks before the next event", async () => {
    const world = newWorld();
    const seen: string[] = [];
    world.process("p").start(() => {
      setTimeout(() => {
        seen.push("first");
        process.nextTick(() => seen.push("tick"));
        void Promise.resolve().then(() => seen.push("microtask"));
      }, 5);
      setTimeout(() => seen.push("second"), 5);
      setImmediate(() => seen.push("immediate"));
    });
    await world.runUntil((startMs + 20) * 1000);
    expect(seen).toEqual(["immediate", "first", "tick", "microtask", "second"]);
  });
});

describe("timers", () => {
  it("longer than 2^31 - 1 ms fire after 1 ms, as Node's do", async () => {
    const world = newWorld();
    const seen: number[] = [];
    world.process("p").start(() => {
      setTimeout(() => seen.push(Date.now() - startMs), 2 ** 31);
      setTimeout(() => seen.push(Date.now() - startMs), 2 ** 31 - 1);
    });
    await world.runUntil((startMs + 2 ** 32) * 1000);
    expect(seen).toEqual([1, 2 ** 31 - 1]);
  });

  it("can be cleared, refreshed, repeated and awaited", async () => {
    const world = newWorld();
    const seen: string[] = [];
    const log = (what: string) => (): number => seen.push(`${Date.now() - startMs} ${what}`);
    const { setTimeout: sleep, setInterval: every } = await import("node:timers/promises");
    world.process("p").start(async () => {
      clearTimeout(setTimeout(log("cleared"), 10));
      clearTimeout(+setTimeout(log("cleared by number"), 10));
      const refreshed = setTimeout(log("refreshed"), 30);
      setTimeout(() => refreshed.refresh(), 20);
      const interval = setInterval(log("interval"), 40);
      setTimeout(() => clearInterval(interval), 100);
      await sleep(25);
      log("slept")();
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 5);
      await sleep(1000, undefined, { signal: controller.signal }).catch((error: Error) =>
        log(error.name)(),
      );
      let ticks = 0;
      for await (const _ of every(10)) if (++ticks === 3) break;
      log("three ticks")();
      AbortSignal.timeout(15).addEventListener("abort", log("timed out"));
    });
    await world.runUntil((startMs + 500) * 1000);
    expect(seen).toEqual([
      "25 slept",
      "30 AbortError",
      "40 interval",
      "50 refreshed",
      "60 three ticks",
      "75 timed out",
      "80 interval",
    ]);
  });

  it("keep the async context in which they were set", async () => {
    const { AsyncLocalStorage } = await import("node:async_hooks");
    const storage = new AsyncLocalStorage<string>();
    const world = newWorld();
    const seen: unknown[] = [];
    world.process("p").start(() => {
      storage.run("mine", () => setTimeout(() => seen.push(storage.getStore()), 1));
      setTimeout(() => seen.push(storage.getStore()), 1);
    });
    await world.runUntil((startMs + 10) * 1000);
    expect(seen).toEqual(["mine", undefined]);
  });
});

describe("chance", () => {
  const drawsOf = async (seed: string): Promise<unknown[]> => {
    const world = newWorld(seed);
    const draws: unknown[] = [];
    const crypto = await import("node:crypto");
    const required = createRequire(import.meta.url)("node:crypto") as typeof crypto;
    world.process("p").start(() => {
      draws.push(Math.random(), crypto.randomUUID(), required.randomBytes(8).toString("hex"));
      draws.push(crypto.randomInt(1000), globalThis.crypto.randomUUID());
      draws.push(globalThis.crypto.getRandomValues(new Uint8Array(4)).join());
      crypto.randomBytes(4, (_error, bytes) => draws.push(bytes.toString("hex")));
      draws.push(crypto.randomFillSync(Buffer.alloc(4)).toString("hex"));
    });
    await world.runUntil((startMs + 1) * 1000);
    return draws;
  };

  it("is the seed's: the same draws for the same seed, others for another", async () => {
    const draws = await drawsOf("5");
    expect(draws).toHaveLength(8);
    expect(draws[1]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(await drawsOf("5")).toEqual(draws);
    expect(await drawsOf("6")).not.toEqual(draws);
  });

  it("of one process does not depend on how much another drew", async () => {
    const drawOf = async (others: number): Promise<number> => {
      const world = newWorld();
      let drawn = 0;
      world.process("a").start(() => {
        for (let i = 0; i < others; i++) Math.random();
      });
      world.process("b").start(() => void (drawn = Math.random()));
      await world.runUntil((startMs + 1) * 1000);
      return drawn;
    };
    expect(await drawOf(100)).toBe(await drawOf(0));
  });
});

describe("processes", () => {
  it("that crash never fire another timer, and what they still do has no effect", async () => {
    const world = newWorld();
    const seen: string[] = [];
    const victim = world.process("victim");
    victim.start(() => {
      setTimeout(() => seen.push("before"), 10);
      setTimeout(() => seen.push("after"), 30);
    });
    world.after(20_000, world.lane(), () => victim.crash("test"));
    await world.runUntil((startMs + 100) * 1000);
    expect(seen).toEqual(["before"]);
  });

  it("that were crashed can be started again, with other chance and no memory of timers", async () => {
    const world = newWorld();
    const seen: unknown[] = [];
    const victim = world.process("victim");
    const main = (): void => void setTimeout(() => seen.push(Math.random(), performance.now()), 30);
    victim.start(main);
    world.after(20_000, world.lane(), () => victim.crash("test"));
    world.after(40_000, world.lane(), () => victim.start(main));
    await world.runUntil((startMs + 100) * 1000);
    expect(seen).toEqual([expect.any(Number), 30]);
  });

  it("that are paused see time jump, and then do everything that was due, in order", async () => {
    const world = newWorld();
    const seen: string[] = [];
    const sleeper = world.process("sleeper");
    sleeper.start(() => {
      setTimeout(() => seen.push(`first at ${Date.now() - startMs}`), 20);
      setTimeout(() => seen.push(`second at ${Date.now() - startMs}`), 30);
      setTimeout(() => seen.push(`third at ${Date.now() - startMs}`), 2000);
    });
    world.after(10_000, world.lane(), () => sleeper.pause());
    world.after(1_000_000, world.lane(), () => sleeper.resume());
    await world.runUntil((startMs + 3000) * 1000);
    expect(seen).toEqual(["first at 1000", "second at 1000", "third at 2000"]);
  });

  it("that were paused do not do what they have cleared on waking", async () => {
    const world = newWorld();
    const seen: string[] = [];
    const sleeper = world.process("sleeper");
    sleeper.start(() => {
      setTimeout(() => {
        seen.push("first");
        clearTimeout(cleared);
        moved.refresh();
      }, 20);
      const cleared = setTimeout(() => seen.push("cleared"), 30);
      const moved = setTimeout(() => seen.push(`moved to ${Date.now() - startMs}`), 30);
    });
    world.after(10_000, world.lane(), () => sleeper.pause());
    world.after(1_000_000, world.lane(), () => sleeper.resume());
    await world.runUntil((startMs + 3000) * 1000);
    expect(seen).toEqual(["first", "moved to 1030"]);
    expect(sleeper.timers).toBe(0);
  });

  it("die of an error that nobody catches, and the run says so", async () => {
    const world = newWorld();
    const rejecting = world.process("rejecting");
    const throwing = world.process("throwing");
    const exiting = world.process("exiting");
    rejecting.start(() => Promise.reject(new Error("no handler")));
    throwing.start(() => void setTimeout(() => { throw new Error("thrown"); }, 5)); // prettier-ignore
    exiting.start(() => void setTimeout(() => process.exit(3), 5));
    await world.runUntil((startMs + 100) * 1000);
    expect([rejecting.isUp, throwing.isUp, exiting.isUp]).toEqual([false, false, false]);
    expect(world.failures.map(({ code, message }) => `${code} ${message.split(" (")[0]}`)).toEqual([
      "UNCAUGHT rejecting: uncaught Error: no handler",
      "UNCAUGHT throwing: uncaught Error: thrown",
    ]);
  });

  it("end alone also where a test runner has put the real exit back", async () => {
    newWorld();
    const ours = process.exit;
    process.exit = () => {
      throw new Error("the real exit");
    };
    try {
      const world = newWorld();
      const exiting = world.process("exiting");
      exiting.start(() => void setTimeout(() => process.exit(3), 5));
      await world.runUntil((startMs + 100) * 1000);
      expect(exiting.isUp).toBe(false);
      expect(world.failures).toEqual([]);
    } finally {
      process.exit = ours;
    }
  });

  it("have their own names and numbers, whatever machine this is", async () => {
    const world = newWorld();
    const os = await import("node:os");
    const seen: unknown[] = [];
    world.process("w1").start(() => void seen.push(os.hostname(), process.pid));
    await world.runUntil((startMs + 1) * 1000);
    expect(seen).toEqual(["w1", 1001]);
  });
});

describe("a world", () => {
  it("that spins without waiting is stopped and says so", async () => {
    const world = new World({ seed: "1", startMs, eventsMax: 1000 });
    world.process("spinner").start(() => {
      const spin = (): void => void setImmediate(spin);
      spin();
    });
    await world.runUntil((startMs + 1000) * 1000);
    expect(world.failures).toEqual([
      { code: "BOUND", message: "more than 1000 events; does something spin without waiting?" },
    ]);
  });

  it("has one digest for a seed, and another for another", async () => {
    const digestOf = async (seed: string): Promise<string> => {
      const world = newWorld(seed);
      world.process("p").start(() => {
        const again = (): void => void setTimeout(again, Math.random() * 100);
        again();
      });
      await world.runUntil((startMs + 2000) * 1000);
      return world.journal.digest();
    };
    expect(await digestOf("1")).toBe(await digestOf("1"));
    expect(await digestOf("1")).not.toBe(await digestOf("2"));
  });
});
