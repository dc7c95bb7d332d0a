import { expect, it } from "vitest";
import { ClusterForTests } from "./clusterForTests.ts";

it("leaves out only beats in which nothing would have happened", () => {
  const [lazy, eager] = [eventfulDay(0), eventfulDay(50)];
  expect(lazy.story).toEqual(eager.story);
  expect(lazy.sent).toEqual(eager.sent);
});

it("leaves out most beats of a calm node", () => {
  const cluster = new ClusterForTests();
  cluster.advanceMs(10_000);
  const node = cluster.node("n2");
  let ticks = 0;
  const tick = node.cluster!.tick.bind(node.cluster);
  node.cluster!.tick = () => {
    if ((node.cluster?.nextDeadlineMs() ?? Infinity) <= node.ledger.nowMs) ticks++;
    tick();
  };
  cluster.advanceMs(60_000);
  expect(ticks).toBeLessThan(150);
});

it("goes on beating when its clock is set back", () => {
  const cluster = new ClusterForTests();
  const before = cluster.view("n1").sent.get("ping");
  cluster.nowMs -= 3_600_000;
  cluster.run("n1", "PING");
  cluster.advanceMs(10_000);
  expect(cluster.view("n1").sent.get("ping")).toBeGreaterThan(before);
});

/** @param wakeEveryMs how often all nodes are told that their next beat has something to do; 0 for never. */
function eventfulDay(wakeEveryMs: number): { readonly story: string; readonly sent: unknown } {
  const cluster = new ClusterForTests();
  const pass = (ms: number): void => {
    if (wakeEveryMs === 0) return cluster.advanceMs(ms);
    for (let passedMs = 0; passedMs < ms; passedMs += wakeEveryMs) {
      for (const host of cluster.hosts)
        if (cluster.isUp(host)) cluster.node(host).cluster?.wakeSoon();
      cluster.advanceMs(wakeEveryMs);
    }
  };
  pass(20_000);
  cluster.crash("n1");
  pass(20_000);
  cluster.restart("n1");
  pass(20_000);
  cluster.failover("n1", "manual");
  pass(20_000);
  cluster.part(["n2"], ["n1", "n3", "n4", "n5"]);
  pass(20_000);
  cluster.heal();
  pass(30_000);
  return {
    story: cluster.hosts.map((host) => cluster.story(host)).join("\n\n"),
    sent: cluster.hosts.map((host) => cluster.view(host).sent),
  };
}
