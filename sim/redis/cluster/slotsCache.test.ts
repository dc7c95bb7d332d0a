import { expect, it } from "vitest";
import type { RedisVersion } from "../versions/versionProfile.ts";
import { ClusterForTests } from "./clusterForTests.ts";

/** How many ids of clients some requests use up at the node n1. */
function idsFor(cluster: ClusterForTests, requests: readonly string[]): number {
  const node = cluster.node("n1");
  const before = node.takeClientId();
  for (const request of requests) node.execute(request.split(" "));
  return node.takeClientId() - before - 1;
}

const slots = "CLUSTER SLOTS";

it.each([
  ["7.0", 0],
  ["8.0", 0],
  ["valkey-8.1", 1],
] as const)(
  "uses up in %s %d ids of clients for the first answer of CLUSTER SLOTS",
  (version: RedisVersion, ids) => {
    const cluster = new ClusterForTests(3, 3, {}, version);
    expect(idsFor(cluster, [slots, slots])).toBe(ids);
  },
);

it("makes another answer when something is to be saved, at once", () => {
  const cluster = new ClusterForTests(3, 3, {}, "valkey-8.1");
  idsFor(cluster, [slots]);
  expect(idsFor(cluster, [slots, "CLUSTER DELSLOTS 0", slots, "CLUSTER ADDSLOTS 0", slots])).toBe(
    2,
  );
});

it("makes another answer when its address or its kind is shown in another way", () => {
  const cluster = new ClusterForTests(3, 3, {}, "valkey-8.1");
  idsFor(cluster, [slots]);
  const set = "CONFIG SET cluster-preferred-endpoint-type unknown-endpoint";
  expect(
    idsFor(cluster, [set, slots, set, slots, "CONFIG SET cluster-announce-port 7", slots]),
  ).toBe(2);
});

it("makes another answer when a replica can be read that could not be", () => {
  const cluster = new ClusterForTests(3, 3, {}, "valkey-8.1");
  idsFor(cluster, [slots]);
  const replica = cluster.seen("n1", "n4");
  const { offset } = replica;
  replica.offset = offset === 0 ? 1 : 0;
  expect(idsFor(cluster, [slots, slots])).toBe(1);
  replica.offset = offset;
  expect(idsFor(cluster, [slots])).toBe(1);
});
