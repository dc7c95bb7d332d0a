import { describe, expect, it } from "vitest";
import { World } from "./kernel/world.ts";
import { NodeNetwork } from "./nodeNetwork.ts";
import type { PeerLink, PeerListener } from "./redis/peers.ts";
import { RedisServer } from "./redisServer.ts";

/** Two servers, and what each hears of a replication link from the first to the second. */
function pair() {
  const world = new World({ seed: "network", startMs: 0 });
  world.network.latencyUs = { min: 1000, max: 1000 };
  const network = new NodeNetwork(world);
  const [near, far] = ["redis-1", "redis-2"].map(
    (host) => new RedisServer(world, { host, port: 6379, lua: null, network }),
  ) as [RedisServer, RedisServer];
  const heard: string[] = [];
  const listener = (name: string): PeerListener<unknown> => ({
    opened: () => void heard.push(`${world.nowMs} ${name} opened`),
    received: (message) => void heard.push(`${world.nowMs} ${name} ${String(message)}`),
    closed: () => void heard.push(`${world.nowMs} ${name} closed`),
  });
  const accepted: PeerLink<unknown>[] = [];
  far.node.accept = (_purpose, link) => {
    accepted.push(link);
    return listener("far");
  };
  const peers = network.peersOf(near);
  const connect = (): PeerLink<unknown> =>
    peers.connect("replication", far.address, 6379, listener("near"));
  const until = (ms: number): Promise<void> => world.runUntil(ms * 1000);
  return { network, near, far, heard, accepted, connect, until };
}

const text = (message: string): { type: string } => message as unknown as { type: string };

describe("a link between two nodes", () => {
  it("opens, delivers in order after a while, and tells the other end that it is closed", async () => {
    const { heard, accepted, connect, until } = pair();
    const link = connect();
    link.send(text("a"));
    link.send(text("b"));
    await until(5);
    accepted[0]?.send(text("c"));
    link.close();
    await until(10);
    expect(heard).toEqual(["1 far a", "1 far b", "2 near opened", "6 far closed"]);
  });

  it("is refused by a dead node, and by an address that nobody has", async () => {
    const { far, heard, connect, until } = pair();
    far.crash();
    connect();
    await until(5);
    expect(heard).toEqual(["2 near closed"]);
  });

  it("breaks when a node dies, and loses what was under way", async () => {
    const { far, heard, accepted, connect, until } = pair();
    connect();
    await until(5);
    accepted[0]?.send(text("lost"));
    far.crash();
    await until(10);
    expect(heard).toEqual(["2 near opened", "6 near closed"]);
  });

  it("holds what a partition stops, in the one direction that is cut, and delivers it afterwards", async () => {
    const { network, near, far, heard, accepted, connect, until } = pair();
    const link = connect();
    await until(5);
    network.partition([near], [far], "there", true);
    link.send(text("held"));
    accepted[0]?.send(text("passes"));
    await until(10);
    network.partition([near], [far], "there", false);
    await until(15);
    expect(heard).toEqual(["2 near opened", "6 near passes", "11 far held"]);
  });

  it("is not read by a node that stands still", async () => {
    const { far, heard, connect, until } = pair();
    const link = connect();
    await until(5);
    far.pause();
    link.send(text("later"));
    await until(10);
    far.resume();
    await until(15);
    expect(heard).toEqual(["2 near opened", "11 far later"]);
  });

  it("lags behind, breaks and is refused where replication is told so", async () => {
    const { network, near, heard, accepted, connect, until } = pair();
    connect();
    await until(5);
    network.lag(near, 20_000);
    accepted[0]?.send(text("late"));
    await until(50);
    network.lag(near, 0);
    network.cutReplication(near, true);
    connect();
    await until(60);
    network.cutReplication(near, false);
    connect();
    await until(70);
    expect(heard).toEqual([
      "2 near opened",
      "26 near late",
      "51 far closed",
      "51 near closed",
      "52 near closed",
      "62 near opened",
    ]);
  });
});
