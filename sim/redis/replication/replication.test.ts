import { expect, it } from "vitest";
import { PeersForTests } from "../peersForTests.ts";

it("gives a replica all data, and then what happens to them", () => {
  const { peers, run } = pair();
  run("one", "SET before 1");
  run("two", "REPLICAOF one 6379");
  peers.advanceMs(8000);
  expect(run("two", "GET before")).toBe("1");
  run("one", "SET after 2");
  peers.advanceMs(10);
  expect(run("two", "GET after")).toBe("2");
  expect(peers.node("two").replication.offset).toBe(peers.node("one").replication.masterOffset);
});

it("goes on from where it was when the connection broke", () => {
  const { peers, run } = pair();
  run("two", "REPLICAOF one 6379");
  peers.advanceMs(8000);
  run("two", "CLIENT KILL TYPE master");
  run("one", "SET a 1");
  peers.advanceMs(2000);
  expect(run("two", "GET a")).toBe("1");
  expect(peers.node("one").replication.replicas.partialAccepted).toBe(1);
});

it("keeps what it has when it is promoted, and the old master takes that over", () => {
  const { peers, run } = pair();
  run("two", "REPLICAOF one 6379");
  peers.advanceMs(8000);
  run("one", "SET a 1");
  peers.advanceMs(10);
  run("two", "REPLICAOF NO ONE");
  run("one", "SET lost 1");
  run("two", "SET b 2");
  run("one", "REPLICAOF two 6379");
  peers.advanceMs(8000);
  expect(run("one", "MGET a b lost")).toEqual(["1", "2", null]);
});

function pair() {
  const peers = new PeersForTests();
  for (const host of ["one", "two"]) peers.start(host);
  return { peers, run: (host: string, line: string) => peers.run(host, line) };
}
