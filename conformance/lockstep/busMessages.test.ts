import { expect, it } from "vitest";
import { ClusterNode } from "../../sim/redis/cluster/clusterNode.ts";
import { nodeFlags } from "../../sim/redis/cluster/nodeFlags.ts";
import { pongOf } from "./busMessages.ts";

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

function nodeOf(letter: string, role: "master" | "replica", configEpoch: number): ClusterNode {
  const node = new ClusterNode(letter.repeat(40), nodeFlags[role], 0);
  node.configEpoch = configEpoch;
  return node;
}
