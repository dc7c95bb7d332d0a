import { expect, it } from "vitest";
import type { RealNode } from "../cluster/realTopology.ts";
import { Shards } from "./shards.ts";

type Says = { role: "master" | "following" | "loading" | "apart"; epoch: number };

/** Two nodes of a cluster of one shard, which say what they are told to. */
function pair() {
  const says: Record<string, Says> = {
    "redis-1": { role: "master", epoch: 1 },
    "redis-2": { role: "following", epoch: 1 },
  };
  const first = nodeOf("redis-1", () => says["redis-1"]!);
  const second = nodeOf("redis-2", () => says["redis-2"]!);
  const nodes = [first, second];
  let nowUs = 0;
  const topology = { kind: "cluster", masters: 1, replicasPerMaster: 1, nodeTimeoutMs: 1000 } as const; // prettier-ignore
  const shards = new Shards(topology, nodes, first, () => ++nowUs);
  const followed: string[] = [];
  shards.onFollowing = ({ name }) => void followed.push(name);
  const look = async (): Promise<void> => {
    await shards.look(first);
    await shards.look(second);
  };
  return { says, shards, first, second, look, followed };
}

const nodeOf = (name: string, says: () => Says): RealNode => ({
  name,
  host: "127.0.0.1",
  port: 1,
  address: { host: "127.0.0.1", port: 1 },
  state: "up",
  async admin(command) {
    const { role, epoch } = says();
    if (command === "CLUSTER") return `cluster_my_epoch:${epoch}\r\n`;
    const links = { following: "connected", loading: "sync", apart: "connect" };
    return role === "master" ? ["master", 0, []] : ["slave", "127.0.0.1", 1, links[role], 0];
  },
  kill: async () => {},
  restart: async () => {},
  pause: async () => {},
  resume: async () => {},
  wire: null,
  log: () => "",
});

it("takes for the owner who became the master last, also when the cluster takes the role from it again", async () => {
  const { says, shards, first, second, look } = pair();
  const end = await shards.watch();
  end();
  shards.told(second, { kind: "failover", isHandover: true });
  // It has won with the votes of an older election, and so has no later epoch.
  says["redis-2"] = { role: "master", epoch: 0 };
  await look();
  expect(shards.owners).toEqual([second]);
  expect(shards.isOutvoted(second)).toBe(true);

  says["redis-2"] = { role: "apart", epoch: 1 };
  await look();
  expect(shards.owners).toEqual([first]);
  expect(shards.switches.map(({ from, to, isHandover }) => [from, to, isHandover])).toEqual([
    ["redis-1", "redis-2", true],
    ["redis-2", "redis-1", false],
  ]);
});

it("knows nothing of a node from when it was loaded anew, and of one that lost its master what it had", async () => {
  const { says, shards, second, look, followed } = pair();
  const end = await shards.watch();
  says["redis-2"] = { role: "apart", epoch: 1 };
  await look();
  expect(shards.gaps).toEqual([]);

  says["redis-2"] = { role: "following", epoch: 1 };
  await look();
  end();
  const [gap] = shards.gaps;
  expect(gap?.node).toBe(second.name);
  expect(gap?.fromUs).toBeLessThan(gap?.seenUs ?? 0);
  expect(followed).toEqual(["redis-2"]);
});

it("takes a master that comes back for no new one", async () => {
  const { says, shards, first, second, look } = pair();
  const end = await shards.watch();
  end();
  shards.died(first);
  says["redis-2"] = { role: "master", epoch: 2 };
  await shards.look(second);
  await look();
  expect(shards.owners).toEqual([second]);
  expect(shards.switches).toHaveLength(1);
});
