import type { ChildProcess } from "node:child_process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { findTestImages } from "./findTestImages.testkit.ts";
import { readOwner } from "./owner.ts";
import { removeLeftovers } from "./removeLeftovers.ts";
import { buildRunsThatEnd, ended, powerGoes, type RunsThatEnd } from "./runsThatEnd.testkit.ts";

const { engine, images } = await findTestImages();
const [image = ""] = images;
/** Others may keep the machine busy. */
const hookMsMax = 60_000;
const nothing = { folders: 0, servers: 0 };
const nothingInEngine = { containers: 0, networks: 0 };
const openInEngine = { containers: 1, networks: 1 };

describe.skipIf(image === "")("a run with containers (needs Docker and `npm run images`)", () => {
  let runs: RunsThatEnd;
  beforeAll(() => {
    runs = buildRunsThatEnd();
  }, hookMsMax);
  afterEach(async () => {
    await runs.endAll();
    await removeLeftovers(engine);
  }, hookMsMax);
  afterAll(() => runs.remove());

  it("leaves nothing when Ctrl-C ends it", async () => {
    const run = await runs.start("containers", image, "wait", "open");
    expect(await inEngine(run)).toEqual(openInEngine);
    run.kill("SIGINT");
    expect(await ended(run)).toBe("SIGINT");
    expect(await inEngine(run)).toEqual(nothingInEngine);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("leaves nothing when Ctrl-C comes while it starts its containers", async () => {
    const interrupted = [0, 600, 900, 1200, 1600].map(async (waitMs) => {
      const run = await runs.start("containers", image, "wait", "opening");
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      run.kill("SIGINT");
      expect(await ended(run)).toBe("SIGINT");
      expect(await inEngine(run)).toEqual(nothingInEngine);
    });
    await Promise.all(interrupted);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("leaves nothing when it closes its topology, and then it ends by itself", async () => {
    const run = await runs.start("containers", image, "close", "closing");
    expect(await ended(run)).toBe(0);
    expect(await inEngine(run)).toEqual(nothingInEngine);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("leaves nothing when Ctrl-C comes while it closes its topology", async () => {
    const run = await runs.start("containers", image, "close", "closing");
    run.kill("SIGINT");
    expect(["SIGINT", 0]).toContain(await ended(run)); // it may have closed it already
    expect(await inEngine(run)).toEqual(nothingInEngine);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("leaves nothing when it is killed", async () => {
    const run = await runs.start("containers", image, "wait", "open");
    run.kill("SIGKILL");
    await ended(run);
    await expect.poll(() => inEngine(run), { timeout: 20_000 }).toEqual(nothingInEngine);
    expect(await runs.left(nothing)).toEqual(nothing);
  });

  it("leaves all of it when the power goes, and the next run removes it", async () => {
    const run = await runs.start("containers", image, "wait", "open");
    await powerGoes(run);
    expect(await inEngine(run)).toEqual(openInEngine);
    await ended(await runs.start("containers", image, "exit", "open"));
    expect(await inEngine(run)).toEqual(nothingInEngine);
    expect(await runs.left(nothing)).toEqual(nothing);
  });
});

async function inEngine(run: ChildProcess): Promise<{ containers: number; networks: number }> {
  const { dockerode } = engine!.container;
  const filters = { label: ["claimcheck.topology"] };
  type Labelled = { Labels?: Readonly<Record<string, string>> | undefined };
  const isOfRun = ({ Labels }: Labelled): boolean =>
    readOwner(Labels?.["claimcheck.owner"] ?? "")?.pid === run.pid;
  const containers = await dockerode.listContainers({ all: true, filters });
  const networks = await dockerode.listNetworks({ filters });
  return {
    containers: containers.filter(isOfRun).length,
    networks: networks.filter(isOfRun).length,
  };
}
