import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { spawn } from "node:child_process";
import { afterAll, describe, expect, it } from "vitest";
import { schedulerSubjects } from "../../adapters/scheduler/index.ts";
import type { RedisVersion } from "../../sim/redis/versions/versionProfile.ts";
import type { TopologyKind } from "../../spec/topology.ts";
import { findTestImages } from "../cluster/findTestImages.testkit.ts";
import { contractOf } from "../contracts/contractOf.ts";
import type { LockstepReport } from "./lockstepServer.ts";
import { makerFor } from "./realServers.ts";

const { engine, images } = await findTestImages();
const reference = schedulerSubjects.find(({ name }) => name === "reference")!;
const contract = contractOf(reference);
const folder = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

const versions: Readonly<Record<string, RedisVersion>> = {
  "claimcheck/redis:7.0": "7.0",
  "claimcheck/redis:8.0": "8.0",
  "claimcheck/valkey:8.1": "valkey-8.1",
};
/** Others may keep the machine busy. */
const msMax = 300_000;

describe.skipIf(engine === null || images.length === 0)(
  "lockstep in containers (needs a Docker engine and `npm run images`)",
  () => {
    it.each(images)("gives a cluster of six of %s the digest of the model", async (image) => {
      const { model, real, report } = await both("cluster", ["crash", "flush-all"], image, 2);
      expect(report.server).toMatch(new RegExp(image.replace(/.*\/(.*):(.*)/, "^$1 $2")));
      expect(report.differences).toEqual([]);
      expect(real.digest).toBe(model.digest);
    }, msMax); // prettier-ignore

    it("kills a container and starts it again with what it had", async () => {
      const [image = ""] = images;
      const { model, real } = await both("standalone", ["node-crash", "node-pause"], image, 7);
      expect(real.faults.get("node-crash")).toBeGreaterThan(0);
      expect(real.undecided).toEqual([]);
      expect(real.digest).toBe(model.digest);
    }, msMax); // prettier-ignore

    it("leaves no container", async () => {
      const { dockerode } = engine!.container;
      const ours = async (): Promise<number> => {
        const filters = { label: ["claimcheck.topology"] };
        const all = await dockerode.listContainers({ all: true, filters });
        return all.filter(({ Labels }) => Labels["claimcheck.owner"]?.includes(`:${process.pid},`))
          .length;
      };
      await expect.poll(ours, { timeout: 20_000 }).toBe(0);
    });

    it("says in one line what it cannot do", async () => {
      const [image = ""] = images;
      const wrong = versions[image] === "7.0" ? "8.0" : "7.0";
      const asked = { servers: null, image };
      await expect(makerFor(asked, wrong)).rejects.toThrow(
        /^--image: claimcheck\/\S+ is \S+ \S+, and what is asked for is \S+; give --redis-version \S+, or another image$/,
      );
      await expect(makerFor({ ...asked, servers: "processes" }, "7.0")).rejects.toThrow(
        /^--image: got ".*" with --servers processes; leave one of them out$/,
      );
    });

    it("names an image whose server takes no clock", async () => {
      const name = "claimcheck/no-clock:1";
      await importServer(name, 'int main() { puts("Redis server v=7.0.15 sha=0"); return 0; }');
      try {
        await expect(makerFor({ servers: null, image: name }, null)).rejects.toThrow(
          /^image claimcheck\/no-clock:1 cannot load the preloaded clock \(it is linked statically\); an image with the C library of this machine would be right \(Debian, not Alpine\), or --backend live$/,
        );
      } finally {
        await engine!.container.dockerode.getImage(name).remove({ force: true });
      }
    });
  },
);

async function both(
  topology: TopologyKind,
  faults: readonly string[],
  image: string,
  seed: number,
) {
  const { scenario } = contract.draw(seed, reference, { faults, topology });
  const redisVersion = versions[image] ?? "7.0";
  const asked = { subject: reference, scenario, seed, journal: "digest", redisVersion } as const;
  const reports: LockstepReport[] = [];
  const model = await contract.run(asked);
  const real = await contract.run({
    ...asked,
    backend: "lockstep",
    realServers: { servers: "containers", image },
    onLockstepReport: (told) => void reports.push(told),
  });
  const [report] = reports;
  if (report === undefined) throw new Error("lockstep told nothing of its servers");
  return { model, real, report };
}

/** An image that holds nothing but a program, without any library. */
async function importServer(name: string, source: string): Promise<void> {
  const program = join(folder, "redis-server");
  const flags = ["-static", "-include", "stdio.h", "-x", "c", "-", "-o", program];
  expect(spawnSync("cc", flags, { input: source, encoding: "utf8" }).stderr).toBe("");
  const [repo, tag] = name.split(":");
  const tar = spawn("tar", ["-c", "-C", folder, "redis-server"]);
  const changes = 'ENTRYPOINT ["/redis-server"]';
  const { dockerode } = engine!.container;
  await text(await dockerode.importImage(tar.stdout, { repo, tag, changes }));
}
