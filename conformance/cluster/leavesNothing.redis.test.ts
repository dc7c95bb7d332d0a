import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { buildRunsThatEnd, ended, powerGoes, type RunsThatEnd } from "./runsThatEnd.testkit.ts";

const binary = redisServerBinary() ?? "";
/** Others may keep the machine busy. */
const hookMsMax = 60_000;
const nothing = { folders: 0, servers: 0 };
const open = { folders: 1, servers: 1 };

describe.skipIf(binary === "")("a run with processes (needs redis-server) leaves nothing", () => {
  let runs: RunsThatEnd;
  beforeAll(() => {
    runs = buildRunsThatEnd();
  }, hookMsMax);
  afterEach(() => runs.endAll(), hookMsMax);
  afterAll(() => runs.remove());

  it.each(["exit", "throw"] as const)("when it ends by %s", async (ending) => {
    const run = await runs.start("processes", binary, ending, "open");
    expect(await ended(run)).toBe(ending === "exit" ? 0 : 1);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("when %s ends it", async (signal) => {
    const run = await runs.start("processes", binary, "wait", "open");
    expect(await runs.left(open)).toEqual(open);
    run.kill(signal);
    expect(await ended(run)).toBe(signal);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("when Ctrl-C comes while it starts its servers", async () => {
    const interrupted = [0, 15, 30, 60, 120].map(async (waitMs) => {
      const run = await runs.start("processes", binary, "wait", "opening");
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      run.kill("SIGINT");
      expect(await ended(run)).toBe("SIGINT");
    });
    await Promise.all(interrupted);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("when it exits while another thread of it has a topology", async () => {
    const run = await runs.start("processes", binary, "thread", "open");
    expect(await ended(run)).toBe(0);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("when it closes its topology, and then it ends by itself", async () => {
    const run = await runs.start("processes", binary, "close", "closing");
    expect(await ended(run)).toBe(0);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("when Ctrl-C comes while it closes its topology", async () => {
    const run = await runs.start("processes", binary, "close", "closing");
    run.kill("SIGINT");
    expect(["SIGINT", 0]).toContain(await ended(run)); // it may have closed it already
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("when it is killed, even if its server stands still", async () => {
    const run = await runs.start("processes", binary, "wait", "open");
    for (const pid of runs.servers()) process.kill(pid, "SIGSTOP");
    run.kill("SIGKILL");
    await ended(run);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("but when the power goes it does, and the next run removes it, and not what belongs to a run that lives", async () => {
    await runs.start("processes", binary, "wait", "open");
    await powerGoes(await runs.start("processes", binary, "wait", "open"));
    const both = { folders: 2, servers: 2 };
    expect(await runs.left(both)).toEqual(both);
    await ended(await runs.start("processes", binary, "exit", "open"));
    expect(await runs.left(open)).toEqual(open);
  });
});
