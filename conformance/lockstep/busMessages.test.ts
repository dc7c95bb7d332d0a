import { expect, it } from "vitest";
import { ClusterForTests } from "../../sim/redis/cluster/clusterForTests.ts";
import { pongOf } from "./busMessages.ts";

it("has a replica speak of its master's epoch, without which Valkey 8.1 takes what it says for old", () => {
  const cluster = new ClusterForTests(3, 3, {}, "valkey-8.1");
  const replica = cluster.seen("n1", "n5");
  const { master } = replica;
  replica.configEpoch = 2;
  if (master !== null) master.configEpoch = 7;
  const said = Buffer.from(pongOf(replica, 0), "latin1");
  expect(said.subarray(2128, 2168).toString("latin1")).toBe(master?.id);
  expect(said.readBigUInt64BE(24)).toBe(7n);
});
