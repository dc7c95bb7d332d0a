import { expect, it } from "vitest";
import { ClusterNode } from "../../sim/redis/cluster/clusterNode.ts";
import { nodeFlags } from "../../sim/redis/cluster/nodeFlags.ts";
import { pongOf, pongOfElected } from "./busMessages.ts";

it.each([
  ["a master of its own epoch", null, 0, 3, 3],
  ["a replica of its master's", 7, 0, 3, 7],
  ["a replica that was elected once of its own", 7, 0, 8, 8],
  ["a replica that has kept slots, of its master's, which is the older one", 7, 5461, 8, 7],
])("has %s speak", (_who, epochOfMaster, slotCount, ownEpoch, spoken) => {
  const node = nodeOf("a", epochOfMaster === null ? "master" : "replica", ownEpoch);
  if (epochOfMaster !== null) node.master = nodeOf("b", "master", epochOfMaster);
  node.slotCount = slotCount;
  const epochAt = 24; // `configEpoch` of clusterMsg
  const bytes = Buffer.from(pongOf(node, 0), "latin1");
  expect(bytes.readBigUInt64BE(epochAt)).toBe(BigInt(spoken));
});

it("has a replica of a replica name a shard, as Redis 8.0.2 looks for its first master otherwise, in circles for ever", () => {
  const [one, other] = [nodeOf("a", "replica", 7), nodeOf("b", "replica", 8)];
  one.master = other;
  other.master = one;
  const bytes = Buffer.from(pongOf(one, 0), "latin1");
  expect(bytes).toHaveLength(2256 + 48);
  expect(bytes.readUInt32BE(4)).toBe(bytes.length);
  expect(bytes.readUInt16BE(2214)).toBe(1); // `extensions`
  expect(bytes.readUInt8(2253)).toBe(4); // `mflags`
  expect(bytes.readUInt32BE(2256)).toBe(48);
  other.flags = nodeFlags.master;
  expect(pongOf(one, 0)).toHaveLength(2256);
});

it("says of a replica that has kept slots what it said when it won them", () => {
  const [node, master] = [nodeOf("a", "replica", 8), nodeOf("b", "master", 7)];
  node.master = master;
  node.slotCount = 1;
  const bytes = Buffer.from(pongOfElected(node), "latin1");
  expect(bytes.readBigUInt64BE(24)).toBe(8n);
  expect(bytes.subarray(2128, 2168).every((byte) => byte === 0)).toBe(true); // `slaveof`
  expect(bytes.readUInt16BE(2250)).toBe(nodeFlags.master);
});

function nodeOf(letter: string, role: "master" | "replica", configEpoch: number): ClusterNode {
  const node = new ClusterNode(letter.repeat(40), nodeFlags[role], 0);
  node.configEpoch = configEpoch;
  return node;
}
