import { expect, it } from "vitest";
import { ClusterForTests, timeoutMs } from "./clusterForTests.ts";
import { processPing } from "./processPing.ts";
import { headerOf } from "./sendMessage.ts";

it("is formed as redis-cli does it, and all see the same", () => {
  const cluster = new ClusterForTests();
  const stories = cluster.hosts.map((host) => cluster.story(host));
  expect(new Set(stories).size).toBe(1);
  expect(stories[0]).toMatchInlineSnapshot(`
    "n1 master @1 0-5460
    n2 master @2 5461-10922
    n3 master @3 10923-16383
    n4 replica of n3 @3
    n5 replica of n1 @1
    n6 replica of n2 @2"
  `);
  expect(cluster.hosts.map((host) => cluster.view(host).health)).toEqual(Array(6).fill("ok"));
});

it("replaces a master that died by its replica, within the time that Redis takes", () => {
  const cluster = new ClusterForTests();
  cluster.crash("n1");
  const tookMs = cluster.untilMaster("n5", 20_000);
  // Not before a node timeout of silence and half a second for everybody to hear of it; a ping may have been sent just
  // before, or is sent half a timeout after the last answer, and the gossip of the others takes up to a second or so.
  expect(tookMs).toBeGreaterThan(timeoutMs + 500);
  expect(tookMs).toBeLessThan(timeoutMs * 1.5 + 1000 + 2000);
  cluster.advanceMs(2000);
  expect(cluster.story("n2")).toMatchInlineSnapshot(`
    "n1 master,fail @1
    n2 master @2 5461-10922
    n3 master @3 10923-16383
    n4 replica of n3 @3
    n5 master @7 0-5460
    n6 replica of n2 @2"
  `);
  expect(cluster.view("n2").health).toBe("ok");
  expect(cluster.view("n2").lastVoteEpoch).toBe(7);
});

it("makes an old master that comes back a replica of the new one, which it asks for its data", () => {
  const cluster = new ClusterForTests();
  cluster.crash("n1");
  cluster.untilMaster("n5", 20_000);
  cluster.restart("n1");
  cluster.advanceUntil(() => cluster.view("n1").myself.isReplica, 5000);
  cluster.advanceMs(10_000);
  for (const host of cluster.hosts) expect(cluster.story(host)).toBe(cluster.story("n1"));
  expect(cluster.story("n1")).toMatchInlineSnapshot(`
    "n1 replica of n5 @7
    n2 master @2 5461-10922
    n3 master @3 10923-16383
    n4 replica of n3 @3
    n5 master @7 0-5460
    n6 replica of n2 @2"
  `);
  expect(cluster.node("n1").cluster?.replication.isFollowing).toBe(true);
});

it("does not let a restarted master serve for two seconds, in case it was replaced", () => {
  const cluster = new ClusterForTests();
  cluster.crash("n1");
  cluster.advanceMs(200);
  cluster.restart("n1");
  cluster.advanceMs(1900);
  expect(cluster.view("n1").health).toBe("fail");
  cluster.advanceMs(300);
  expect(cluster.view("n1").health).toBe("ok");
});

it("looks at its cluster as soon as it starts again: a replica takes it for working then, a master two seconds later", () => {
  const cluster = new ClusterForTests();
  for (const host of ["n1", "n4"]) {
    cluster.crash(host);
    cluster.advanceMs(237);
    cluster.restart(host);
    cluster.advanceMs(1);
    expect(cluster.view(host).health).toBe(host === "n4" ? "ok" : "fail");
  }
  cluster.crash("n1");
  cluster.restart("n1");
  cluster.advanceMs(1999);
  expect(cluster.view("n1").health).toBe("fail");
  cluster.advanceMs(1);
  expect(cluster.view("n1").health).toBe("ok");
});

it.each([
  ["7.0", 1],
  ["8.0", 0],
  ["valkey-8.1", 0],
] as const)("has in %s a size of %d until it has first looked at its cluster", (version, size) => {
  const cluster = new ClusterForTests(3, 3, {}, version);
  cluster.crash("n1");
  cluster.restart("n1");
  cluster.advanceMs(1000);
  expect(cluster.view("n1").size).toBe(size);
  cluster.advanceMs(1000);
  expect(cluster.view("n1").size).toBe(3);
});

it.each([
  ["7.0", "n5 replica of n1 @7"],
  ["8.0", "n5 replica of n1 @7 0-5460"],
  ["valkey-8.1", "n5 master @7 0-5460"],
] as const)("hears in %s what an elected master said before it was one: %s", (version, story) => {
  const cluster = new ClusterForTests(3, 3, {}, version);
  const elected = cluster.node("n5").cluster;
  const observer = cluster.node("n2").cluster;
  if (elected === null || observer === null) throw new Error("no cluster");
  const header = headerOf(elected);
  cluster.failover("n5", "takeover");
  cluster.advanceMs(3000);
  const sender = cluster.seen("n2", "n5");
  if (sender.link === null) throw new Error("no link");
  processPing(observer, sender.link, sender, { type: "pong", header, gossip: [] });
  expect(cluster.story("n2").split("\n")).toContain(story);
});

it("elects the replica that has more of the data", () => {
  const cluster = new ClusterForTests(3, 6);
  const [behind, ahead] = replicasOf(cluster, "n1");
  const offsets = new Map([
    [behind, 10],
    [ahead, 20],
  ]);
  for (const [host, offset] of offsets)
    cluster.node(host!).cluster!.replication = {
      follow() {},
      promote() {},
      isFollowing: true,
      offset,
      dataAgeMs: 0,
      holdsPings: false,
    };
  cluster.advanceMs(6000);
  cluster.crash("n1");
  cluster.untilMaster(ahead!, 20_000);
  expect(cluster.seen("n2", behind!).isReplica).toBe(true);
  cluster.advanceMs(2000);
  expect(cluster.seen("n2", behind!).master?.host).toBe(ahead);
});

it("elects nobody whose data is older than the validity factor allows", () => {
  const cluster = new ClusterForTests();
  cluster.node("n5").cluster!.replication = {
    follow() {},
    promote() {},
    isFollowing: true,
    offset: 0,
    dataAgeMs: 10_000 + 11 * timeoutMs + 1,
    holdsPings: false,
  };
  cluster.crash("n1");
  cluster.advanceMs(30_000);
  expect(cluster.seen("n2", "n5").isReplica).toBe(true);
  expect(cluster.view("n2").health).toBe("fail");
});

it("elects nobody while fewer than a majority of the masters can vote", () => {
  const cluster = new ClusterForTests();
  cluster.crash("n1");
  cluster.crash("n2");
  cluster.advanceMs(40_000);
  expect(cluster.story("n3")).toMatchInlineSnapshot(`
    "n1 master,fail? @1 0-5460
    n2 master,fail? @2 5461-10922
    n3 master @3 10923-16383
    n4 replica of n3 @3
    n5 replica of n1 @1
    n6 replica of n2 @2"
  `);
  expect(cluster.view("n3").health).toBe("fail");
});

it("elects nobody where cluster-replica-no-failover says so", () => {
  const cluster = new ClusterForTests(3, 3, { "cluster-replica-no-failover": "yes" });
  cluster.crash("n1");
  cluster.advanceMs(30_000);
  expect(cluster.seen("n2", "n5").isReplica).toBe(true);
});

it("fails where a minority is cut off, and makes its master a replica when it is back", () => {
  const cluster = new ClusterForTests();
  const others = cluster.hosts.filter((host) => host !== "n1");
  cluster.part(["n1"], others);
  const failedMs = cluster.advanceUntil(() => cluster.view("n1").health === "fail", 20_000);
  expect(failedMs).toBeGreaterThan(timeoutMs / 2);
  expect(failedMs).toBeLessThan(timeoutMs * 1.5 + 200);
  cluster.untilMaster("n5", 20_000, others);
  cluster.advanceMs(2000);
  expect(cluster.view("n2").health).toBe("ok");
  expect(cluster.view("n1").myself.isMaster).toBe(true);
  cluster.heal();
  cluster.advanceUntil(() => cluster.view("n1").myself.isReplica, 5000);
  cluster.advanceMs(15_000);
  for (const host of cluster.hosts) expect(cluster.story(host)).toBe(cluster.story("n1"));
});

it("goes on serving what is left when it need not cover all slots", () => {
  const cluster = new ClusterForTests(3, 0, { "cluster-require-full-coverage": "no" });
  cluster.crash("n1");
  cluster.advanceUntil(() => cluster.seen("n2", "n1").isFailed, 20_000);
  cluster.advanceMs(1000);
  expect(cluster.view("n2").health).toBe("ok");
  cluster.crash("n3");
  cluster.advanceMs(20_000);
  // One of three masters is no majority.
  expect(cluster.view("n2").health).toBe("fail");
});

it("stops serving anything when a slot is served by nobody", () => {
  const cluster = new ClusterForTests(3, 0);
  cluster.crash("n1");
  cluster.advanceUntil(() => cluster.view("n2").health === "fail", 20_000);
  cluster.restart("n1");
  // A master with slots that nobody took is well again two node timeouts after it failed.
  const tookMs = cluster.advanceUntil(() => cluster.view("n2").health === "ok", 20_000);
  expect(tookMs).toBeGreaterThan(timeoutMs);
});

it("moves a replica to a master that has lost all of its own", () => {
  const cluster = new ClusterForTests(3, 4);
  const [spare] = replicasOf(cluster, "n1").sort((a, b) =>
    cluster.view(a).myself.id < cluster.view(b).myself.id ? -1 : 1,
  );
  const [lost] = replicasOf(cluster, "n2");
  cluster.crash(lost!);
  cluster.advanceUntil(() => cluster.seen("n3", spare!).master?.host === "n2", 30_000);
  expect(cluster.view(spare!).myself.master?.host).toBe("n2");
});

it("leaves a replica where the barrier would be passed", () => {
  const cluster = new ClusterForTests(3, 4, { "cluster-migration-barrier": "2" });
  const [lost] = replicasOf(cluster, "n2");
  cluster.crash(lost!);
  cluster.advanceMs(30_000);
  expect(replicasOf(cluster, "n2")).toEqual([lost]);
});

function replicasOf(cluster: ClusterForTests, master: string): string[] {
  return cluster.seen(master, master).replicas.map(({ host }) => host);
}
