import { expect, it } from "vitest";
import { ClusterForTests, timeoutMs } from "./clusterForTests.ts";

it("hands over without losing anything, and within a moment", () => {
  const cluster = new ClusterForTests();
  cluster.failover("n5", "manual");
  const tookMs = cluster.untilMaster("n5", 3000);
  expect(tookMs).toBeLessThan(500);
  // Nobody is told that the old master follows: they hear it with its next pings.
  cluster.advanceMs(timeoutMs);
  expect(cluster.story("n2")).toMatchInlineSnapshot(`
    "n1 replica of n5 @7
    n2 master @2 5461-10922
    n3 master @3 10923-16383
    n4 replica of n3 @3
    n5 master @7 0-5460
    n6 replica of n2 @2"
  `);
  expect(cluster.view("n1").myself.master?.host).toBe("n5");
  expect(cluster.node("n1").pause.isActive).toBe(false);
});

it("hands over what was written until the moment of the pause", () => {
  const cluster = new ClusterForTests();
  for (let i = 0; i < 100; i++) cluster.run("n1", `SET {b}${i} x`);
  cluster.failover("n5", "manual");
  for (let i = 100; i < 200; i++) cluster.run("n1", `SET {b}${i} x`);
  expect(cluster.untilMaster("n5", 3000)).toBeLessThan(500);
  expect(cluster.node("n5").databases[0]?.size).toBe(200);
  expect(cluster.node("n5").cluster?.slotKeys.count(3300)).toBe(200);
});

it("pauses the master's clients that write until it is over", () => {
  const cluster = new ClusterForTests();
  cluster.node("n5").cluster!.replication = neverThere();
  cluster.failover("n5", "manual");
  cluster.advanceMs(300);
  expect(cluster.node("n1").pause.state?.mode).toBe("write");
  expect(cluster.node("n1").cluster?.replication.holdsPings).toBe(true);
  cluster.advanceMs(5000);
  expect(cluster.node("n1").pause.isActive).toBe(false);
  expect(cluster.view("n1").myself.isMaster).toBe(true);
  expect(cluster.view("n5").manualEndMs).toBe(0);
});

it("needs no word from the master with FORCE, but the votes of the others", () => {
  const cluster = new ClusterForTests();
  cluster.crash("n1");
  cluster.advanceMs(500);
  cluster.failover("n5", "force");
  expect(cluster.untilMaster("n5", 2000)).toBeLessThan(timeoutMs);
  expect(cluster.seen("n2", "n5").configEpoch).toBe(7);
});

it("gets nothing by FORCE without a majority", () => {
  const cluster = new ClusterForTests();
  for (const host of ["n1", "n2", "n3"]) cluster.crash(host);
  cluster.advanceMs(500);
  cluster.failover("n5", "force");
  cluster.advanceMs(10_000);
  expect(cluster.view("n5").myself.isReplica).toBe(true);
});

it("asks nobody with TAKEOVER", () => {
  const cluster = new ClusterForTests();
  for (const host of ["n1", "n2", "n3"]) cluster.crash(host);
  cluster.advanceMs(500);
  cluster.failover("n5", "takeover");
  expect(cluster.view("n5").myself.isMaster).toBe(true);
  expect(cluster.view("n5").myself.configEpoch).toBe(7);
  expect(cluster.untilMaster("n5", 1000)).toBeLessThan(100);
});

it("survives two failovers in a row, each with an epoch of its own", () => {
  const cluster = new ClusterForTests();
  cluster.failover("n5", "manual");
  cluster.untilMaster("n5", 3000);
  cluster.advanceMs(2 * timeoutMs);
  cluster.failover("n1", "manual");
  cluster.untilMaster("n1", 3000);
  cluster.advanceMs(timeoutMs);
  expect(cluster.seen("n3", "n1").configEpoch).toBe(8);
  for (const host of cluster.hosts) expect(cluster.story(host)).toBe(cluster.story("n1"));
});

/** A replica that never gets where its master is. */
function neverThere(): NonNullable<ReturnType<ClusterForTests["node"]>["cluster"]>["replication"] {
  return {
    follow() {},
    promote() {},
    isFollowing: true,
    offset: -7,
    dataAgeMs: 0,
    holdsPings: false,
  };
}
