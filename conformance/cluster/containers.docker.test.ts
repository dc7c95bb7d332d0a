import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Cluster } from "ioredis";
import { createCluster } from "redis";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOfStream } from "node:stream/consumers";
import type { Topology } from "../../spec/topology.ts";
import { findTestImages } from "./findTestImages.testkit.ts";
import { openTopology, type TopologyOptions } from "./openTopology.ts";
import type { RealNode, RealTopology } from "./realTopology.ts";
import { until } from "./until.ts";

const startUs = 1_700_000_000_000_000;
const clusterOfSix: Topology = {
  kind: "cluster",
  masters: 3,
  replicasPerMaster: 1,
  nodeTimeoutMs: 1000,
};

const { engine, images } = await findTestImages();
const [image = "", ...otherImages] = images;

const readyMsMax = 10_000;
const attemptsMax = 3;
/** Others may keep the machine busy. */
const hookMsMax = 60_000;
const logFolder = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
const opened: RealTopology[] = [];
const open = async (topology: Topology, options: TopologyOptions = {}): Promise<RealTopology> => {
  const real = await openTopology(topology, {
    servers: "containers",
    image,
    logFolder,
    ...options,
  });
  opened.push(real);
  return real;
};
afterAll(() => rmSync(logFolder, { recursive: true }));
afterEach(async () => {
  await Promise.all(opened.splice(0).map((real) => real.close()));
}, hookMsMax);

describe.skipIf(image === "")("containers (need a Docker engine and `npm run images`)", () => {
  describe("a cluster of six", () => {
    let real: RealTopology;
    let readyMs = Infinity;
    let aloneMs = 0;
    beforeAll(async () => {
      const begin = performance.now();
      await open({ kind: "standalone" });
      aloneMs = performance.now() - begin;
      // Whatever else the machine does may slow it down at times.
      for (let attempt = 1; attempt <= attemptsMax && readyMs >= readyMsMax; attempt++) {
        if (attempt > 1) await real.close();
        const began = performance.now();
        real = await open(clusterOfSix);
        readyMs = performance.now() - began;
      }
      const others = opened.filter((each) => each !== real);
      opened.length = 0; // it lives through all stories below
      await Promise.all(others.map((each) => each.close()));
    }, attemptsMax * hookMsMax);
    afterAll(() => real.close(), hookMsMax);

    it("is ready in under ten seconds, and is reached by ioredis and node-redis through its map", async () => {
      // Where one container takes seconds the engine has other things to do: then six take no longer than six of them.
      expect(readyMs).toBeLessThan(Math.max(readyMsMax, 6 * aloneMs));
      const { natMap } = real;
      expect(Object.keys(natMap)).toHaveLength(6);

      const [node] = real.nodes;
      const ioredis = new Cluster([{ host: "127.0.0.1", port: node?.port ?? 0 }], { natMap });
      const nodeRedis = createCluster({
        rootNodes: [{ url: `redis://127.0.0.1:${node?.port}` }],
        nodeAddressMap: natMap,
      });
      await nodeRedis.connect();
      for (const key of ["a", "b", "c", "d", "e"]) {
        await ioredis.set(key, `value of ${key}`);
        expect(await nodeRedis.get(key)).toBe(`value of ${key}`);
      }
      ioredis.disconnect();
      nodeRedis.destroy();
    });

    it("fails over when a master is killed, and takes it back at the same address and port with its data", async () => {
      const [first, replica] = [real.node("redis-1"), real.node("redis-4")];
      await first.admin("SET", "{06S}", "v"); // slot 0
      await first.admin("WAIT", "1", "1000");
      await first.kill();
      await waitFor(async () => (await roleOf(replica)) === "master");
      expect(await replica.admin("GET", "{06S}")).toBe("v");
      await first.restart({ data: "kept" });
      await waitFor(async () => (await roleOf(first)) === "slave");
      expect(await textOf(replica, "CLUSTER", "NODES")).toContain(` ${first.address.host}:6379@`);
    });

    it("stops a node and lets it go on, and takes one off the network and back", async () => {
      const node = real.node("redis-3");
      await node.pause();
      await node.resume();
      expect(await node.admin("PING")).toEqual({ status: "PONG" });

      await node.wire?.unplug();
      await waitFor(async () => /fail/.test(await lineOf(real.node("redis-2"), node)));
      await node.wire?.plug();
      await waitFor(async () => !/fail/.test(await lineOf(real.node("redis-2"), node)));
      expect(await node.admin("PING")).toEqual({ status: "PONG" });
    });
  });

  it("does nothing more when it is killed while it is stopped", async () => {
    const real = await open({ kind: "standalone" });
    const node = real.node("redis-1");
    await node.pause();
    const written = node.admin("SET", "k", "late").catch(() => "killed");
    await new Promise((resolve) => setTimeout(resolve, 50));
    await node.kill();
    expect(await written).toBe("killed");
    await node.restart({ data: "kept" });
    expect(await node.admin("EXISTS", "k")).toBe(0);
  });

  it("has clocks that stand, one for each container", async () => {
    const clock = { startUs, skewUs: { "redis-2": 5_000_000 } };
    const real = await open({ kind: "replicated", replicas: 1 }, { clock, persistence: "saves" });
    const [master, replica] = [real.node("redis-1"), real.node("redis-2")];
    expect(await master.admin("TIME")).toEqual(["1700000000", "0"]);
    expect(await replica.admin("TIME")).toEqual(["1700000005", "0"]);
    real.clocks?.set(startUs + 3_600_000_000);
    expect(await master.admin("TIME")).toEqual(["1700003600", "0"]);
    await master.admin("SET", "k", "v");
    expect(await master.admin("WAIT", "1", "0")).toBe(1);
    await master.kill();
    await master.restart({ data: "kept" });
    expect(await master.admin("GET", "k")).toBe("v");
    expect(await master.admin("TIME")).toEqual(["1700003600", "0"]);
  });

  it.each(otherImages)("runs a cluster of six of %s under our clock, too", async (other) => {
    const clock = { startUs };
    const real = await open(clusterOfSix, { image: other, clock, persistence: "saves" });
    expect(`claimcheck/${real.version.name.replace(" ", ":")}`.startsWith(other)).toBe(true);
    for (const node of real.nodes) expect(await node.admin("TIME")).toEqual(["1700000000", "0"]);
    const [master, replica] = [real.node("redis-1"), real.node("redis-4")];
    await master.admin("SET", "{06S}", "v"); // slot 0
    expect(await master.admin("WAIT", "1", "0")).toBe(1);
    await master.kill();
    expect(await replica.admin("CLUSTER", "FAILOVER", "TAKEOVER")).toEqual({ status: "OK" });
    await waitFor(async () => (await replica.admin("GET", "{06S}")) === "v");
    expect(await roleOf(replica)).toBe("master");
  });

  describe("bad days", () => {
    it("names an image that is missing", async () => {
      await expect(open({ kind: "standalone" }, { image: "claimcheck/none:1" })).rejects.toThrow(
        /^image claimcheck\/none:1 is not on this machine and cannot be pulled \(.*\); check the name, build test images \(npm run images\), or use processes/,
      );
    });

    it("names an image that holds no server", async () => {
      const { dockerode } = engine!.container;
      const other = "claimcheck/no-server:1";
      const tar = spawn("tar", ["-c", "-C", logFolder, "--files-from=/dev/null"]);
      const changes = 'CMD ["true"]';
      await textOfStream(
        await dockerode.importImage(tar.stdout, {
          repo: "claimcheck/no-server",
          tag: "1",
          changes,
        }),
      );
      try {
        await expect(open({ kind: "standalone" }, { image: other })).rejects.toThrow(
          /^image claimcheck\/no-server:1 has no redis-server; an image of Redis or Valkey would be right$/,
        );
      } finally {
        await dockerode.getImage(other).remove();
      }
    });

    it("names a parameter that the server refuses, at once", async () => {
      // Not after the time that a server has to get ready; making a container may take a slow engine some seconds.
      const began = performance.now();
      const patient = { config: { "no-such": "1" }, readyMsMax: 60_000 };
      await expect(open({ kind: "standalone" }, patient)).rejects.toThrow(
        /^redis-1 .*: Redis [\d.]+ refuses no-such "1" \(Bad directive/,
      );
      expect(performance.now() - began).toBeLessThan(patient.readyMsMax / 2);
    });

    it("names a port that somebody has, and leaves nothing in the engine", async () => {
      const holder = await open({ kind: "standalone" }, { firstPort: 24_050 });
      const both = { kind: "replicated", replicas: 1 } as const;
      await expect(open(both, { firstPort: 24_049 })).rejects.toThrow(
        /^redis-2 \(127\.0\.0\.1:24050\): another program listens on port 24050; /,
      );
      await holder.close();
      expect(await inEngine(process.pid)).toEqual({ containers: 0, networks: 0 });
    });

    it("names a container that somebody else removed, with the end of its log", async () => {
      const real = await open({ kind: "standalone" });
      const node = real.node("redis-1");
      const { dockerode } = engine!.container;
      const [container] = await dockerode.listContainers({
        filters: { publish: [`${node.port}`] },
      });
      await dockerode.getContainer(container?.Id ?? "").remove({ force: true });
      await expect(node.admin("PING")).rejects.toThrow(
        /NODE_DIED redis-1 .* ended without us \(its container was removed\) before it answered PING; its log ends with: Ready to accept/,
      );
      expect(readFileSync(real.keepLogs(), "utf8")).toMatch(/^== redis-1\n[^]*Ready to accept/);
    });
  });
});

/** What of ours the engine has of the process of that number. */
async function inEngine(pid: number): Promise<{ containers: number; networks: number }> {
  const { dockerode } = engine!.container;
  const filters = { label: ["claimcheck.topology"] };
  const isOurs = ({ Labels }: { Labels?: Readonly<Record<string, string>> | undefined }): boolean =>
    Labels?.["claimcheck.owner"]?.includes(`"pid":${pid},`) ?? false;
  const containers = await dockerode.listContainers({ all: true, filters });
  const networks = await dockerode.listNetworks({ filters });
  return {
    containers: containers.filter(isOurs).length,
    networks: networks.filter(isOurs).length,
  };
}

async function waitFor(condition: () => Promise<boolean>): Promise<void> {
  expect(await until(async () => ((await condition()) ? null : "not yet"), 15_000)).toBe(null);
}

async function roleOf(node: RealNode): Promise<string> {
  const role = await node.admin("ROLE");
  return Array.isArray(role) && typeof role[0] === "string" ? role[0] : "";
}

/** What one node says of another one in CLUSTER NODES. */
async function lineOf(node: RealNode, other: RealNode): Promise<string> {
  const lines = (await textOf(node, "CLUSTER", "NODES")).split("\n");
  return lines.find((line) => line.includes(` ${other.address.host}:`)) ?? "";
}

async function textOf(node: RealNode, ...argv: readonly string[]): Promise<string> {
  const reply = await node.admin(...argv);
  return typeof reply === "string" ? reply : JSON.stringify(reply);
}
