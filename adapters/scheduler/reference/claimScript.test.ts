import { expect, it } from "vitest";
import { schedulerKeys } from "./keys.ts";
import { limits } from "./limits.ts";
import { type ScriptBench, scriptBench } from "./scripts.testkit.ts";

const { due } = schedulerKeys;

it("repairs a score that is too early and does not claim", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 60_000 });
  bench.node.execute(["ZADD", due, "1", "a"]);

  expect(bench.claim()).toBeNull();

  expect(bench.index()).toEqual({ a: 1_060_000 });
});

it("finds a schedule again that the index names too late, or not at all", async () => {
  const bench = await scriptBench();
  for (const id of ["a", "b", "c"]) bench.define(id, { everyMs: 60_000 });
  bench.node.execute(["ZADD", due, "9999999999999", "a"]);
  bench.node.execute(["ZREM", due, "b"]);

  bench.claim();
  bench.claim();

  expect(bench.index()).toEqual({ a: 1_060_000, b: 1_060_000, c: 1_060_000 });
});

it("removes what is no schedule from both ends of the index, and claims what is due all the same", async () => {
  const bench = await scriptBench();
  dueNow(bench, "a");
  bench.node.execute(["ZADD", due, "-inf", "x", "0", "ghost", "inf", "y"]);

  expect(bench.claim()?.id).toBe("a");

  expect(Object.keys(bench.index())).toEqual(["a"]);
});

it("repairs a few members at a time and leaves the others to the next claim", async () => {
  const bench = await scriptBench();
  dueNow(bench, "a");
  for (let i = 0; i < 2 * limits.repairsMax + 2; i++)
    bench.node.execute(["ZADD", due, "0", `ghost ${i}`]);

  expect([bench.claim(), bench.claim(), bench.claim()].map((claim) => claim?.id)).toEqual([
    undefined,
    undefined,
    "a",
  ]);
});

it("builds the index again after another type took its key", async () => {
  const bench = await scriptBench();
  for (const id of ["a", "b", "c"]) bench.define(id, { everyMs: 60_000 });
  bench.node.execute(["SET", due, "foreign"]);

  bench.claim();
  bench.clock.nowMs += limits.auditEveryMs;
  bench.claim();
  bench.claim();

  expect(Object.keys(bench.index())).toEqual(["a", "b", "c"]);
});

it("keeps the index when the server is out of memory and refuses to have a member put right", async () => {
  const bench = await scriptBench();
  for (const id of ["a", "b", "c"]) bench.define(id, { everyMs: 60_000 });
  bench.node.execute(["ZADD", due, "1", "a"]);
  bench.node.execute(["CONFIG", "SET", "maxmemory", "1"]);

  expect(() => bench.claim()).toThrow(/OOM/);

  expect(bench.index()).toEqual({ a: 1, b: 1_060_000, c: 1_060_000 });
});

it("keeps the occurrence of a claimer that died, and counts it once", async () => {
  const bench = await scriptBench();
  dueNow(bench, "a");
  const lost = bench.claim();
  bench.clock.nowMs += limits.leaseMs - 1;
  expect(bench.claim()).toBeNull();
  bench.clock.nowMs += 1;

  const again = bench.claim();

  expect(again?.dueAtMs).toBe(lost?.dueAtMs);
  expect(again?.token).not.toBe(lost?.token);
  expect(bench.field("a", "run_count")).toBe("1");
  expect(bench.complete(lost!)).toBe(false);
  expect(bench.complete(again!)).toBe(true);
});

it("claims an occurrence again whose lease has ended before what fell due after that", async () => {
  const bench = await scriptBench();
  dueNow(bench, "a");
  bench.claim();
  bench.clock.nowMs += limits.leaseMs + 1;
  dueNow(bench, "b");

  expect([bench.claim()?.id, bench.claim()?.id]).toEqual(["a", "b"]);
});

it("answers the resend of a claim with the same claim, for as long as its lease lasts", async () => {
  const bench = await scriptBench();
  dueNow(bench, "a");
  dueNow(bench, "b");

  const first = bench.claim("r1");

  expect(bench.claim("r1")).toEqual(first);
  bench.clock.nowMs += limits.leaseMs + 1;
  expect(bench.claim("r1")?.token).not.toBe(first?.token);
});

it("knows a claim from the one before it when a failover took the first one and its number back", async () => {
  const bench = await scriptBench();
  dueNow(bench, "a");
  const undone = bench.claim();
  const key = `${schedulerKeys.schedule}a`;
  const fields = ["token", "claim_request", "claimed_at", "leased_until", "counted"];
  bench.node.execute(["HDEL", key, ...fields]);
  bench.node.execute(["DEL", schedulerKeys.fence]);
  bench.node.execute(["ZADD", schedulerKeys.due, "0", "a"]);
  // The first look puts the index right, the second finds the schedule where it belongs.
  const granted = bench.claim() ?? bench.claim();

  expect(granted?.dueAtMs).toBe(undone?.dueAtMs);
  expect(bench.complete(undone!)).toBe(false);
  expect(bench.complete(granted!)).toBe(true);
});

it("skips what was missed and stays on the grid", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 1_000 });
  bench.clock.nowMs += 7_300;

  const claim = bench.claim();

  expect(claim?.dueAtMs).toBe(1_001_000);
  bench.complete(claim!);
  expect(bench.index()).toEqual({ a: 1_008_000 });
});

it("looks at a number of elements that grows with the logarithm of the number of schedules", async () => {
  const bench = await scriptBench();
  const costs = [100, 1_000, 10_000].map((schedules) => {
    for (let i = 0; i < schedules; i++) bench.define(`s${i}`, { everyMs: 60_000 });
    bench.clock.nowMs += limits.auditEveryMs;
    const before = bench.node.touched;
    bench.claim();
    return bench.node.touched - before;
  });
  expect(costs).toMatchInlineSnapshot(`
    [
      98,
      125,
      161,
    ]
  `);
});

/** Defines a schedule that has been due since this very instant. */
function dueNow(bench: ScriptBench, id: string): void {
  bench.define(id, { everyMs: 60_000 });
  bench.run("update", [id, String(bench.clock.nowMs)]);
}
