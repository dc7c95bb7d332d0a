import { expect, it } from "vitest";
import { Random } from "../random.ts";
import { MoveConnections } from "./moveConnections.ts";
import { PeersForTests } from "./peersForTests.ts";

it("counts in INFO the connection over which a key was moved, until it was not needed for ten seconds", () => {
  const peers = new PeersForTests();
  const from = peers.start("from");
  peers.start("to");
  const counted = (): string =>
    /migrate_cached_sockets:\d+/.exec(JSON.stringify(from.execute(["INFO", "stats"])))?.[0] ?? "";
  const move = (host: string): unknown => {
    from.execute(["SET", "k", "v"]);
    return from.execute(["MIGRATE", host, "6379", "k", "0", "1000", "REPLACE"]);
  };
  peers.nowMs = 1_700_000_000_900;
  expect(counted()).toBe("migrate_cached_sockets:0");
  expect(move("to")).toEqual({ status: "OK" });
  expect(move("nobody")).toMatchObject({ error: expect.stringContaining("IOERR") });
  expect(counted()).toBe("migrate_cached_sockets:1");
  peers.nowMs = 1_700_000_005_000;
  move("to");
  peers.nowMs = 1_700_000_015_999;
  expect(counted()).toBe("migrate_cached_sockets:1");
  peers.nowMs = 1_700_000_016_000;
  expect(counted()).toBe("migrate_cached_sockets:0");
});

it("keeps no more than 64, and none that broke", () => {
  const connections = new MoveConnections(new Random("1"));
  for (let host = 0; host < 70; host++) connections.used(String(host), "6379", 0);
  expect(connections.count(0)).toBe(64);
  connections.closed("69", "6379");
  connections.closed("69", "6379");
  expect(connections.count(0)).toBe(63);
});
