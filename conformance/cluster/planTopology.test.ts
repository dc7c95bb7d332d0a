import { expect, it } from "vitest";
import { planTopology } from "./planTopology.ts";

it("divides the slots evenly among the masters, and gives each master its first replica before its second", () => {
  const plan = planTopology({
    kind: "cluster",
    masters: 3,
    replicasPerMaster: 2,
    nodeTimeoutMs: 1,
  });
  expect(plan.map(({ name, slots, masterIndex }) => [name, slots?.join("-"), masterIndex])).toEqual(
    [
      ["redis-1", "0-5460", null],
      ["redis-2", "5461-10922", null],
      ["redis-3", "10923-16383", null],
      ["redis-4", undefined, 0],
      ["redis-5", undefined, 1],
      ["redis-6", undefined, 2],
      ["redis-7", undefined, 0],
      ["redis-8", undefined, 1],
      ["redis-9", undefined, 2],
    ],
  );
});

it("leaves no slot out and gives none twice, however many masters there are", () => {
  for (const masters of [1, 3, 5, 7, 50]) {
    const plan = planTopology({ kind: "cluster", masters, replicasPerMaster: 0, nodeTimeoutMs: 1 });
    let next = 0;
    for (const { slots } of plan) {
      expect(slots?.[0]).toBe(next);
      next = (slots?.[1] ?? -1) + 1;
    }
    expect(next).toBe(16_384);
  }
});

it("makes redis-1 the master of all others, and a node alone nobody's", () => {
  const masters = (plan: ReturnType<typeof planTopology>) => plan.map((node) => node.masterIndex);
  expect(masters(planTopology({ kind: "replicated", replicas: 2 }))).toEqual([null, 0, 0]);
  expect(masters(planTopology({ kind: "standalone" }))).toEqual([null]);
});
