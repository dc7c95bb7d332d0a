import { expect, it } from "vitest";
import { Random } from "../../random.ts";
import { PeersForTests } from "../peersForTests.ts";

const hosts = ["one", "two", "three"];

it.each(Array.from({ length: 10 }, (_, seed) => seed))(
  "gives all nodes the same data in the end, whatever happened to them (seed %i)",
  (seed) => {
    const random = new Random(`convergence ${seed}`);
    const peers = new PeersForTests();
    let lives = 0;
    const start = (host: string) =>
      peers.start(host, {
        // Two lives of a node must not draw the same replication ids.
        random: new Random(`life ${++lives}`),
        config: new Map([
          ["repl-diskless-sync-delay", "0"],
          ["repl-timeout", "5"],
          ["repl-backlog-size", "16384"],
          ["enable-debug-command", "yes"],
        ]),
      });
    for (const host of hosts) start(host);
    const some = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!;
    for (let i = 0; i < 150; i++) {
      const host = some(hosts);
      const other = some(hosts.filter((name) => name !== host));
      const happens = random.below(20);
      if (happens === 0) peers.part([host], [other]);
      else if (happens === 1) peers.heal();
      else if (happens === 2) peers.run(host, `REPLICAOF ${other} 6379`);
      else if (happens === 3) peers.run(host, "REPLICAOF NO ONE");
      else if (happens === 4) peers.run(host, `CLIENT KILL TYPE ${some(["master", "replica"])}`);
      else if (happens === 5) {
        const snapshot = peers.node(host).snapshot();
        peers.crash(host);
        const node = start(host);
        if (random.below(2) === 0) node.load(snapshot);
      } else if (happens === 6) peers.advanceMs(random.below(9000));
      else {
        const master = hosts.find((name) => !peers.node(name).replication.isFollowing);
        if (master !== undefined) peers.run(master, write(random));
        peers.advanceMs(random.below(4));
      }
    }
    peers.heal();
    peers.run("one", "REPLICAOF NO ONE");
    for (const host of ["two", "three"]) {
      peers.run(host, "REPLICAOF NO ONE");
      peers.run(host, "REPLICAOF one 6379");
    }
    peers.advanceUntil(
      () => hosts.every((host) => host === "one" || peers.node(host).replication.isMasterLinkUp),
      60_000,
    );
    peers.run("one", "INCR end");
    const endOffset = peers.node("one").replication.masterOffset;
    peers.advanceMs(3000);
    const { masterOffset } = peers.node("one").replication;
    for (const host of ["two", "three"]) {
      expect(peers.node(host).replication.offset).toBe(masterOffset);
      expect(peers.run(host, "DEBUG DIGEST")).toEqual(peers.run("one", "DEBUG DIGEST"));
    }
    expect(peers.node("one").replication.replicas.countAcknowledged(endOffset)).toBe(2);
  },
);

function write(random: Random): string {
  const key = `k${random.below(5)}`;
  switch (random.below(6)) {
    case 0:
      return `SET s${key} ${"x".repeat(random.below(3000))} PX ${1 + random.below(5000)}`;
    case 1:
      return `LPUSH l${key} ${random.below(100)}`;
    case 2:
      return `SPOP m${key}`;
    case 3:
      return `SADD m${key} ${random.below(100)}`;
    case 4:
      return `XADD x${key} * f ${random.below(100)}`;
    default:
      return `INCR n${key}`;
  }
}
