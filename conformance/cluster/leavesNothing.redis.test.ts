import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { findEngine } from "./engine.ts";
import { imagePlans } from "./images/imagePlan.ts";
import { removeLeftovers } from "./removeLeftovers.ts";
import { serversIn } from "./serversIn.ts";
import { readOwner } from "./owner.ts";
import { until } from "./until.ts";

// Whether a process takes its servers with it only another process can show, and that one needs compiled sources.
const root = fileURLToPath(new URL("../..", import.meta.url));
const built = join(root, ".claimcheck", `leavesNothing-${process.pid}`);
const kit = "conformance/cluster/openAndEnd.testkit";

const binary = redisServerBinary();
const engine = await findEngine().catch(() => null);
const image = imagePlans[0]?.image ?? "";
const hasImage = await engine?.container.dockerode
  .getImage(image)
  .inspect()
  .then(Boolean, () => false);

beforeAll(() => {
  mkdirSync(built, { recursive: true });
  const compilerOptions = {
    rootDir: root,
    outDir: built,
    noCheck: true,
    incremental: false,
    declaration: false,
  };
  const config = {
    extends: `${root}/tsconfig.json`,
    compilerOptions,
    files: [join(root, `${kit}.ts`)],
    include: [],
  };
  writeFileSync(join(built, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/.bin/tsc");
  const compiled = spawnSync(tsc, ["-p", built], { encoding: "utf8" });
  if (compiled.stdout !== "") throw new Error(compiled.stdout);
}, 60_000);
afterAll(() => rmSync(built, { recursive: true }));

describe.skipIf(binary === null)("a run with processes (needs redis-server) leaves nothing", () => {
  it.each(["exit", "throw"])("when it ends by %s", async (ending) => {
    const run = await start("processes", binary ?? "", ending, "open");
    await ended(run);
    expect(left(run)).toEqual({ folders: [], servers: 0 });
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("when %s ends it", async (signal) => {
    const run = await start("processes", binary ?? "", "wait", "open");
    expect(left(run)).toMatchObject({ servers: 2 });
    run.kill(signal);
    expect(await ended(run)).toBe(signal);
    expect(left(run)).toEqual({ folders: [], servers: 0 });
  });

  it("when Ctrl-C comes while it starts its servers", async () => {
    for (const waitMs of [0, 15, 30, 60, 120]) {
      const run = await start("processes", binary ?? "", "wait", "opening");
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      run.kill("SIGINT");
      expect(await ended(run)).toBe("SIGINT");
      expect(left(run)).toEqual({ folders: [], servers: 0 });
    }
  });

  it("but when it is killed it does, and the next run removes it, and not what belongs to a run that lives", async () => {
    const living = await start("processes", binary ?? "", "wait", "open");
    const killed = await start("processes", binary ?? "", "wait", "open");
    killed.kill("SIGKILL");
    await ended(killed);
    expect(left(killed)).toMatchObject({ servers: 2 });
    await removeLeftovers(null);
    await until(() => (left(killed).servers === 0 ? null : "they die"), 2_000);
    expect(left(killed)).toEqual({ folders: [], servers: 0 });
    expect(left(living)).toMatchObject({ servers: 2 });
    living.kill("SIGTERM");
    await ended(living);
  });
});

describe.skipIf(!hasImage)(
  "a run with containers (needs Docker and `npm run images`) leaves nothing",
  () => {
    it("when Ctrl-C ends it", async () => {
      const run = await start("containers", image, "wait", "open");
      expect(await leftInEngine(run)).toEqual({ containers: 2, networks: 1 });
      run.kill("SIGINT");
      expect(await ended(run)).toBe("SIGINT");
      expect(await leftInEngine(run)).toEqual({ containers: 0, networks: 0 });
      expect(left(run)).toEqual({ folders: [], servers: 0 });
    });

    it("but when it is killed it does, and the next run removes it", async () => {
      const run = await start("containers", image, "wait", "open");
      run.kill("SIGKILL");
      await ended(run);
      expect(await leftInEngine(run)).toEqual({ containers: 2, networks: 1 });
      await removeLeftovers(engine);
      expect(await leftInEngine(run)).toEqual({ containers: 0, networks: 0 });
      expect(left(run)).toEqual({ folders: [], servers: 0 });
    });
  },
);

/** Starts a run and waits until it says that it has come so far. */
async function start(
  servers: string,
  what: string,
  ending: string,
  until: "opening" | "open",
): Promise<ChildProcess> {
  const run = spawn(process.execPath, [join(built, `${kit}.js`), servers, what, ending], {
    cwd: built,
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  for await (const chunk of run.stdout) {
    said += String(chunk);
    if (said.split("\n").includes(until)) return run;
  }
  throw new Error(`the run said ${JSON.stringify(said)}; ${until} would be right`);
}

/** @returns the signal that ended it, or its exit code. */
async function ended(run: ChildProcess): Promise<string | number | null> {
  if (run.exitCode === null && run.signalCode === null) await once(run, "exit");
  return run.signalCode ?? run.exitCode;
}

/** The folders of a run, and how many servers run in them. */
function left(run: ChildProcess): {
  readonly folders: readonly string[];
  readonly servers: number;
} {
  const folders = readdirSync(tmpdir())
    .filter((name) => name.startsWith("claimcheck-servers-"))
    .map((name) => join(tmpdir(), name))
    .filter((path) => readOwner(textOf(join(path, "owner.json")))?.pid === run.pid);
  return { folders, servers: folders.flatMap(serversIn).length };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // another run removes its folder in this moment
  }
}

async function leftInEngine(run: ChildProcess): Promise<{ containers: number; networks: number }> {
  const { dockerode } = engine!.container;
  const filters = { label: ["claimcheck.topology"] };
  const isOfRun = ({
    Labels,
  }: {
    Labels?: Readonly<Record<string, string>> | undefined;
  }): boolean => readOwner(Labels?.["claimcheck.owner"] ?? "")?.pid === run.pid;
  const containers = await dockerode.listContainers({ all: true, filters });
  const networks = await dockerode.listNetworks({ filters });
  return {
    containers: containers.filter(isOfRun).length,
    networks: networks.filter(isOfRun).length,
  };
}
