import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { redisServerBinary } from "../servers/redisServerBinary.ts";
import { readOwner } from "./owner.ts";
import { openTopology, type TopologyOptions } from "./openTopology.ts";
import type { RealNode, RealTopology } from "./realTopology.ts";
import { until } from "./until.ts";
import type { Topology } from "../../spec/topology.ts";

const binary = redisServerBinary();
const startUs = 1_700_000_000_000_000;
const clusterOfSix: Topology = {
  kind: "cluster",
  masters: 3,
  replicasPerMaster: 1,
  nodeTimeoutMs: 1000,
};

const readyMsMax = 10_000;
const logFolder = mkdtempSync(join(tmpdir(), "claimcheck-test-"));
const opened: RealTopology[] = [];
const open = async (topology: Topology, options: TopologyOptions = {}): Promise<RealTopology> => {
  const real = await openTopology(topology, {
    servers: "processes",
    binary: binary ?? "",
    logFolder,
    ...options,
  });
  opened.push(real);
  return real;
};
afterAll(() => rmSync(logFolder, { recursive: true }));

describe.skipIf(binary === null)("processes (needs redis-server)", () => {
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((real) => real.close()));
  }, 60_000);

  describe("a cluster of six", () => {
    let real: RealTopology;
    let readyMs = Infinity;
    beforeAll(async () => {
      // Whatever else the machine does may slow it down at times.
      for (let attempt = 1; attempt <= 3 && readyMs >= readyMsMax; attempt++) {
        if (attempt > 1) await real.close();
        const began = performance.now();
        real = await open(clusterOfSix);
        readyMs = performance.now() - began;
      }
      opened.length = 0; // it lives through all stories below
    }, 180_000);
    afterAll(() => real.close(), 60_000);

    it("is ready in under ten seconds, the slots divided in the order of the nodes", async () => {
      expect(readyMs).toBeLessThan(readyMsMax);
      expect(real.version.name).toMatch(/^redis \d+\.\d+\.\d+$/);
      const nodes = await textOf(real.node("redis-6"), "CLUSTER", "NODES");
      const ports = real.nodes.map(({ address }) => address.port);
      const slots = ["0-5460", "5461-10922", "10923-16383"];
      for (const [index, range] of slots.entries())
        expect(nodes).toMatch(new RegExp(`:${ports[index]}@.* connected ${range}$`, "m"));
      expect(real.natMap).toEqual(
        Object.fromEntries(ports.map((port) => [`127.0.0.1:${port}`, { host: "127.0.0.1", port }])),
      );
    });

    it("fails over when a master is killed, and takes it back as a replica with its data", async () => {
      const [first, replica] = [real.node("redis-1"), real.node("redis-4")];
      await first.admin("SET", "{06S}", "v"); // slot 0
      await first.admin("WAIT", "1", "1000");
      await first.kill();
      await expect(first.admin("PING")).rejects.toThrow(/NODE_DOWN redis-1 .* PING needs it up/);
      expect(
        await until(async () => ((await roleOf(replica)) === "master" ? null : "no"), 15_000),
      ).toBe(null);
      expect(await replica.admin("GET", "{06S}")).toBe("v");
      await first.restart({ data: "kept" });
      expect(
        await until(async () => ((await roleOf(first)) === "slave" ? null : "no"), 15_000),
      ).toBe(null);
    });

    it("stops a node and lets it go on", async () => {
      const node = real.node("redis-3");
      await node.pause();
      expect(node.state).toBe("paused");
      await node.resume();
      expect(await node.admin("PING")).toEqual({ status: "PONG" });
    });
  });

  describe.each(["appendOnly", "saves"] as const)("a node whose data is %s", (persistence) => {
    it("starts again with what it had, with what was saved, and with nothing", async () => {
      const real = await open({ kind: "standalone" }, { persistence });
      const node = real.node("redis-1");
      await node.admin("SET", "k", "saved");
      await node.admin("SAVE");
      await node.admin("SET", "k", "last");
      await node.kill();
      await node.restart({ data: "kept" });
      expect(await node.admin("GET", "k")).toBe("last");
      await node.kill();
      await node.restart({ data: "snapshot" });
      expect(await node.admin("GET", "k")).toBe("saved");
      await node.kill();
      await node.restart({ data: "empty" });
      expect(await node.admin("GET", "k")).toBe(null);
      await node.kill();
      await node.restart({ data: "snapshot" });
      expect(await node.admin("GET", "k")).toBe(null);
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

  it("has a master with replicas that follow it, each under a clock of its own that stands", async () => {
    const clock = { startUs, skewUs: { "redis-2": 5_000_000 } };
    const real = await open({ kind: "replicated", replicas: 2 }, { clock });
    const [master, second, third] = real.nodes;
    if (!master || !second || !third) throw new Error("three nodes would be right");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await master.admin("TIME")).toEqual(["1700000000", "0"]);
    expect(await second.admin("TIME")).toEqual(["1700000005", "0"]);
    await master.admin("SET", "k", "v");
    expect(await master.admin("WAIT", "2", "0")).toBe(2);
    expect(await third.admin("GET", "k")).toBe("v");

    real.clocks?.set(startUs + 3_600_000_000);
    expect(await second.admin("TIME")).toEqual(["1700003605", "0"]);
    expect(await roleOf(third)).toBe("slave");
    expect(await textOf(third, "INFO", "replication")).toMatch(/master_link_status:up/);
  });

  it("forms a cluster under a clock that then stands at the start exactly, and outlives a jump of a day", async () => {
    const real = await open(clusterOfSix, { clock: { startUs }, persistence: "saves" });
    for (const node of real.nodes) expect(await node.admin("TIME")).toEqual(["1700000000", "0"]);
    const taken = real.node("redis-5");
    await real.node("redis-2").kill();
    expect(await taken.admin("CLUSTER", "FAILOVER", "TAKEOVER")).toEqual({ status: "OK" });
    expect(await roleOf(taken)).toBe("master");
    real.clocks?.set(startUs + 86_400_000_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const info = await textOf(taken, "CLUSTER", "INFO");
    expect(info).toMatch(/cluster_state:ok/);
  });

  describe("bad days", () => {
    it("names a port that somebody has, and leaves nothing behind", async () => {
      const before = foldersOfOurs();
      const other = createServer((socket) => socket.resume().on("error", () => {}));
      await new Promise<void>((resolve) => other.listen(24_001, "127.0.0.1", resolve));
      await expect(
        open({ kind: "replicated", replicas: 1 }, { firstPort: 24_000 }),
      ).rejects.toThrow(
        /^redis-2 \(127\.0\.0\.1:24001\): another program listens on port 24001; end it, or let the ports be chosen$/,
      );
      await new Promise((resolve) => other.close(resolve));
      expect(foldersOfOurs()).toEqual(before);
    });

    it("names a parameter that the server refuses", async () => {
      await expect(open({ kind: "standalone" }, { config: { "no-such": "1" } })).rejects.toThrow(
        /^redis-1 .*: Redis [\d.]+ refuses no-such "1" \(Bad directive/,
      );
    });

    it("names a program that is no server, and one that is not there", async () => {
      await expect(open({ kind: "standalone" }, { binary: "/bin/false" })).rejects.toThrow(
        /NODE_DIED redis-1 .* \/bin\/false ended with exit code 1 instead of starting; it said: nothing; logs: /,
      );
      await expect(open({ kind: "standalone" }, { binary: "/no/such" })).rejects.toThrow(
        /CANNOT_START \/no\/such \(.*ENOENT/,
      );
    });

    it("names a node that was killed behind our back, with the end of its log, and keeps logs on request", async () => {
      const real = await open({ kind: "standalone" });
      const node = real.node("redis-1");
      const info = await textOf(node, "INFO", "server");
      process.kill(Number(/process_id:(\d+)/.exec(info)?.[1]), "SIGKILL");
      await until(
        () =>
          node.admin("PING").then(
            () => "still up",
            () => null,
          ),
        2000,
      );
      await expect(node.admin("PING")).rejects.toThrow(
        /NODE_DIED redis-1 .* ended without us \(killed by SIGKILL\) before it answered PING; its log ends with: Ready to accept/,
      );
      expect(readFileSync(real.keepLogs(), "utf8")).toMatch(/^== redis-1\n[^]*Ready to accept/);
    });

    it("names a server that does not answer", async () => {
      const real = await open({ kind: "standalone" }, { answerMsMax: 100 });
      const node = real.node("redis-1");
      await node.pause();
      await expect(node.admin("PING")).rejects.toThrow(/SERVER_SILENT redis-1 .* within 100 ms/);
    });
  });
});

async function roleOf(node: RealNode): Promise<string> {
  const role = await node.admin("ROLE");
  return Array.isArray(role) && typeof role[0] === "string" ? role[0] : "";
}

async function textOf(node: RealNode, ...argv: readonly string[]): Promise<string> {
  const reply = await node.admin(...argv);
  return typeof reply === "string" ? reply : JSON.stringify(reply);
}

/** Other tests have topologies at the same time. */
const foldersOfOurs = (): readonly string[] =>
  readdirSync(tmpdir()).filter(
    (name) => name.startsWith("claimcheck-servers-") && ownerOf(name) === process.pid,
  );

function ownerOf(folder: string): number | undefined {
  try {
    return readOwner(readFileSync(join(tmpdir(), folder, "owner.json"), "utf8"))?.pid;
  } catch {
    return undefined;
  }
}
