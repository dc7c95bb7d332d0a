import { expect, it } from "vitest";
import { LuaEngine } from "../../sim/redis/lua/engine.ts";
import { World } from "../../sim/kernel/world.ts";
import { referenceScheduler } from "../../adapters/scheduler/reference/referenceScheduler.ts";
import { modelServer } from "../scenario/modelServer.ts";
import { putLegacy } from "./putLegacy.ts";

const { layout } = referenceScheduler;
const startMs = Date.UTC(2026, 0, 1);
const leastReplicas = "min-replicas-to-write";

async function pairThatNeedsItsReplica() {
  const world = new World({ seed: "putLegacy", startMs, keepJournal: false });
  return modelServer(world, { kind: "replicated", replicas: 1 }, layout.indexKey ?? "", {
    lua: await LuaEngine.load(),
    version: "7.0",
    config: new Map([[leastReplicas, "1"]]),
  });
}

it("puts schedules on a master that takes no writes before it has its replica", async () => {
  const server = await pairThatNeedsItsReplica();

  putLegacy(server, layout, [{ id: "old", everyMs: 1_000 }], startMs);

  const keys = server.keys().map((key) => layout.legacy?.scheduleOfKey(key) ?? null);
  expect(keys).toContain("old");
  for (const node of server.nodes?.servers ?? []) {
    expect(node.admin(["CONFIG", "GET", leastReplicas])).toEqual([leastReplicas, "1"]);
  }
});

it("says what a node refused", async () => {
  const server = await pairThatNeedsItsReplica();
  const legacy = { put: () => [["HSET", "old"]], scheduleOfKey: () => null };

  expect(() => {
    putLegacy(server, { legacy }, [{ id: "old", everyMs: 1_000 }], startMs);
  }).toThrowErrorMatchingInlineSnapshot(
    `[Error: putLegacy: HSET old got {"error":"ERR wrong number of arguments for 'hset' command"}; any reply but an error would be right]`,
  );
});
