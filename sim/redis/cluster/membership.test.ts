import { expect, it } from "vitest";
import { PeersForTests } from "../peersForTests.ts";
import { ClusterForTests, timeoutMs } from "./clusterForTests.ts";
import { todo } from "./clusterState.ts";
import { formCluster } from "./formCluster.ts";
import { MessageCounts } from "./messageCounts.ts";

it("meets a node, hears of those that it knows, and learns its own address", () => {
  const peers = startAlone(["a", "b", "c"]);
  expect(peers.node("a").cluster?.meet("b", 6379, 16_379)).toBe("started");
  expect(peers.node("a").cluster?.meet("b", 6379, 16_379)).toBe("in progress");
  peers.advanceMs(2000);
  peers.node("b").cluster?.meet("c", 6379, 16_379);
  peers.advanceMs(5000);
  for (const host of ["a", "b", "c"]) {
    const { nodes, myself } = peers.node(host).cluster!.state;
    expect([...nodes.values()].map((node) => node.host).sort()).toEqual(["a", "b", "c"]);
    expect(myself.host).toBe(host);
  }
});

it("gives masters that were formed with the same epoch one of their own", () => {
  const peers = startAlone(["a", "b", "c"]);
  peers.node("a").cluster?.meet("b", 6379, 16_379);
  peers.node("a").cluster?.meet("c", 6379, 16_379);
  peers.advanceMs(20_000);
  const epochs = ["a", "b", "c"].map((host) => peers.node(host).cluster!.state.myself.configEpoch);
  expect(new Set(epochs).size).toBe(3);
  const ids = ["a", "b", "c"].map((host) => peers.node(host).cluster!.state.myself.id);
  // The one with the greatest id keeps what it had.
  expect(epochs[ids.indexOf(ids.toSorted().at(-1)!)]).toBe(0);
});

it("gives up a handshake that nobody answers", () => {
  const peers = startAlone(["a"]);
  peers.node("a").cluster?.meet("nobody", 6379, 16_379);
  peers.advanceMs(timeoutMs);
  expect(peers.node("a").cluster?.state.nodes.size).toBe(2);
  peers.advanceMs(300);
  expect(peers.node("a").cluster?.state.nodes.size).toBe(1);
});

it("does not take up again what was forgotten, for a minute", () => {
  const cluster = new ClusterForTests();
  const forgotten = cluster.seen("n2", "n4");
  cluster.node("n2").cluster?.forget(forgotten);
  cluster.advanceMs(50_000);
  expect(cluster.view("n2").nodes.has(forgotten.id)).toBe(false);
  cluster.advanceMs(20_000);
  expect(cluster.view("n2").nodes.has(forgotten.id)).toBe(true);
});

it("forgets everything with RESET, and who it is with HARD", () => {
  const cluster = new ClusterForTests();
  const { id } = cluster.view("n5").myself;
  cluster.node("n5").cluster?.reset(false);
  expect(cluster.view("n5").nodes.size).toBe(1);
  expect(cluster.view("n5").myself).toMatchObject({ id, isMaster: true, slotCount: 0 });
  cluster.node("n5").cluster?.reset(true);
  expect(cluster.view("n5").myself.id).not.toBe(id);
  expect(cluster.view("n5")).toMatchObject({ currentEpoch: 0, lastVoteEpoch: 0 });
});

it("gives a slot to who claims it with a greater epoch, and deletes its keys where they were", () => {
  const cluster = new ClusterForTests();
  cluster.run("n1", "SET {b}1 x"); // Slot 3300, of n1.
  const taker = cluster.node("n2").cluster!;
  taker.state.deleteSlot(3300);
  taker.state.addSlot(taker.state.myself, 3300);
  taker.bumpEpoch();
  taker.state.doBeforeSleep(todo.updateState);
  cluster.advanceMs(timeoutMs);
  for (const host of cluster.hosts) expect(cluster.view(host).ownerOf(3300)?.host).toBe("n2");
  expect(cluster.node("n1").databases[0]?.size).toBe(0);
  expect(cluster.node("n1").cluster?.slotKeys.count(3300)).toBe(0);
});

it("makes a master that loses its last slot the replica of the winner", () => {
  const cluster = new ClusterForTests();
  const taker = cluster.node("n2").cluster!;
  for (let slot = 0; slot <= 5460; slot++) {
    taker.state.deleteSlot(slot);
    taker.state.addSlot(taker.state.myself, slot);
  }
  taker.bumpEpoch();
  cluster.advanceMs(2 * timeoutMs);
  expect(cluster.view("n1").myself.master?.host).toBe("n2");
  expect(cluster.view("n5").myself.master?.host).toBe("n2");
});

it("tells the channels' subscribers at all nodes, or at those of the same slots", () => {
  const cluster = new ClusterForTests();
  cluster.node("n1").cluster?.publish("channel", "hello");
  cluster.node("n1").cluster?.publishShard("channel", "hello");
  cluster.advanceMs(10);
  const heard = (type: "publish" | "publishshard"): string[] =>
    cluster.hosts.filter((host) => cluster.view(host).received.get(type) === 1);
  expect(heard("publish")).toEqual(["n2", "n3", "n4", "n5", "n6"]);
  expect(heard("publishshard")).toEqual(["n5"]);
});

it("tells who listens to a sharded channel when its slot goes elsewhere", () => {
  const cluster = new ClusterForTests();
  const heard: string[] = [];
  const client = cluster.node("n1").connect({
    remote: "10.0.0.1:50000",
    send: (bytes) => heard.push(bytes),
    close() {},
  });
  client.receive(["SSUBSCRIBE", "{b}"]); // Slot 3300, of n1.
  const { state } = cluster.node("n1").cluster!;
  state.deleteSlot(3301);
  expect(heard).toHaveLength(1);
  state.deleteSlot(3300);
  expect(heard[1]).toBe("*3\r\n$12\r\nsunsubscribe\r\n$3\r\n{b}\r\n:0\r\n");
});

it.each([
  ["7.0", []],
  ["8.0", ["DEL {b}1"]],
] as const)("tells its replicas of the keys that it lost, or not, as Redis %s", (version, told) => {
  const cluster = new ClusterForTests(3, 3, {}, version);
  const node = cluster.node("n1");
  cluster.run("n1", "SET {b}1 x");
  const heard: string[] = [];
  node.propagation.onEffects = (effects) =>
    heard.push(...effects.map(({ argv }) => argv.join(" ")));
  const taker = cluster.node("n2").cluster!;
  taker.state.deleteSlot(3300);
  taker.state.addSlot(taker.state.myself, 3300);
  taker.bumpEpoch();
  cluster.advanceMs(timeoutMs);
  expect(node.databases[0]?.size).toBe(0);
  expect(heard.filter((effect) => effect !== "PING")).toEqual(told);
});

it("forms a silent cluster, each view when it is looked at", () => {
  const peers = startAlone(["a", "b", "c", "d"]);
  const nodes = ["a", "b", "c", "d"].map((host) => peers.node(host));
  formCluster(nodes, 2, undefined, true);
  expect(nodes.map(({ cluster }) => cluster!.nextDeadlineMs())).toEqual([null, null, null, null]);
  peers.advanceMs(60_000);
  expect(nodes.map(({ cluster }) => cluster!.state.sent)).toEqual(
    nodes.map(() => new MessageCounts()),
  );
  expect(nodes[3]!.cluster!.state.ownerOf(8192)?.host).toBe("b");
  expect(nodes[3]!.cluster!.state.health).toBe("ok");
});

function startAlone(hosts: readonly string[]): PeersForTests {
  const peers = new PeersForTests();
  const config = new Map([
    ["cluster-enabled", "yes"],
    ["cluster-node-timeout", String(timeoutMs)],
  ]);
  for (const host of hosts) peers.start(host, { config });
  peers.advanceMs(100);
  return peers;
}
