import { expect, it } from "vitest";
import { schedulerKeys } from "./keys.ts";
import { layoutUnder } from "./layout.ts";
import { textsIn } from "./textsIn.ts";
import { type ScriptBench, scriptBench } from "./scripts.testkit.ts";

const layout = layoutUnder(schedulerKeys);

it("takes legacy schedules over, with their next run, and leaves none behind", async () => {
  const bench = await scriptBench();
  legacy(bench, "a", 2_000_000);
  legacy(bench, "b", 3_000_000);

  expect(Number(bench.run("migrate", []))).toBe(2);

  expect(bench.index()).toEqual({ a: 2_000_000, b: 3_000_000 });
  expect(bench.node.execute(["KEYS", "*legacy*"])).toEqual([]);
  expect(Number(bench.run("migrate", []))).toBe(0);
});

it("keeps a schedule that was defined since", async () => {
  const bench = await scriptBench();
  legacy(bench, "a", 2_000_000);
  bench.define("a", { everyMs: 1_000 });

  expect(Number(bench.run("migrate", []))).toBe(0);

  expect(bench.index()).toEqual({ a: 1_001_000 });
});

it("changes nothing at all when one schedule cannot be taken over", async () => {
  const bench = await scriptBench();
  legacy(bench, "a", 2_000_000);
  legacy(bench, "b", 3_000_000);
  bench.node.execute(["SET", `${schedulerKeys.schedule}b`, "foreign"]);
  const before = textsIn(bench.node.execute(["KEYS", "*"])).toSorted();

  expect(() => bench.run("migrate", [])).toThrow(
    "CONFLICT {scheduler}:schedule:b is a string; nothing was migrated",
  );

  expect(textsIn(bench.node.execute(["KEYS", "*"])).toSorted()).toEqual(before);
});

it("refuses a layout that is newer than this code", async () => {
  const bench = await scriptBench();
  bench.node.execute(["SET", schedulerKeys.layout, "3"]);

  expect(() => bench.run("migrate", [])).toThrow(
    "LAYOUT {scheduler}:layout is version 3; this code knows version 2",
  );
});

it("does not bring back a legacy schedule that was deleted before the migration", async () => {
  const bench = await scriptBench();
  legacy(bench, "a", 2_000_000);
  bench.run("delete", ["a"]);

  expect(Number(bench.run("migrate", []))).toBe(0);
});

it("takes a migrated schedule for the same when it is defined again", async () => {
  const bench = await scriptBench();
  legacy(bench, "a", 2_000_000);
  bench.run("migrate", []);

  bench.define("a", { everyMs: 60_000 });

  expect(bench.index()).toEqual({ a: 2_000_000 });
});

function legacy(bench: ScriptBench, id: string, nextRunAtMs: number): void {
  for (const command of layout.legacy!.put({ id, everyMs: 60_000 }, nextRunAtMs)) {
    bench.node.execute(command);
  }
}
