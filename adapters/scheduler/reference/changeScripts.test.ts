import { expect, it } from "vitest";
import { schedulerKeys } from "./keys.ts";
import { scriptBench } from "./scripts.testkit.ts";

it("leaves a schedule alone that is defined again as it is", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 60_000 });
  bench.clock.nowMs += 30_000;

  bench.define("a", { everyMs: 60_000 });

  expect(bench.index()).toEqual({ a: 1_060_000 });
});

it("starts the timetable anew when the timing changed, and keeps the count and the pause", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 60_000 });
  bench.run("trigger", ["a"]);
  bench.run("setStatus", ["a", "paused"]);

  bench.define("a", { everyMs: 5_000 });

  expect(bench.index()).toEqual({});
  expect(bench.field("a", "next_run_at")).toBe("1005000");
  expect(bench.field("a", "run_count")).toBe("1");
  expect(bench.field("a", "status")).toBe("paused");
});

it("asks for another first instant when a cron definition was overtaken by its own", async () => {
  const bench = await scriptBench();

  expect(bench.define("a", { cron: "* * * * *", first: 1_000_000 })).toBe("again");
  expect(bench.field("a", "status")).toBeNull();
  expect(Number(bench.define("a", { cron: "* * * * *", first: 1_020_000 }))).toBe(1);
});

it("takes triggered runs from the limit, and ends the timetable with the last of them", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 1_000, limit: 2 });

  const answers = [1, 2, 3].map(() => Number(bench.run("trigger", ["a"])));

  expect(answers).toEqual([1, 1, 0]);
  expect(bench.field("a", "next_run_at")).toBe("");
  expect(bench.index()).toEqual({});
});

it("lets a claimed occurrence be claimed again although a trigger used the limit up meanwhile", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 1_000, limit: 2 });
  bench.clock.nowMs += 1_000;
  const lost = bench.claim();
  bench.run("trigger", ["a"]);
  bench.clock.nowMs += 10_000;

  const again = bench.claim();

  expect(again?.dueAtMs).toBe(lost?.dueAtMs);
  expect(bench.field("a", "run_count")).toBe("2");
});

it("counts a trigger once that arrives twice", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 1_000 });

  const answers = [bench.run("trigger", ["a"], "r1"), bench.run("trigger", ["a"], "r1")];

  expect(answers.map(Number)).toEqual([1, 1]);
  expect(bench.field("a", "run_count")).toBe("1");
});

it.each(["update", "redefinition", "deletion"])(
  "takes the claim away with an %s",
  async (change) => {
    const bench = await scriptBench();
    bench.define("a", { everyMs: 1_000 });
    bench.clock.nowMs += 1_000;
    const claim = bench.claim();

    if (change === "update") bench.run("update", ["a", "1500000"]);
    if (change === "redefinition") bench.define("a", { everyMs: 2_000 });
    if (change === "deletion") bench.run("delete", ["a"]);
    const before = bench.node.execute(["HGETALL", `${schedulerKeys.schedule}a`]);

    expect(bench.complete(claim!)).toBe(false);
    expect(bench.node.execute(["HGETALL", `${schedulerKeys.schedule}a`])).toEqual(before);
  },
);

it("lets a claim be completed that was made before a pause", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 1_000 });
  bench.clock.nowMs += 1_000;
  const claim = bench.claim();
  bench.run("setStatus", ["a", "paused"]);

  expect(bench.complete(claim!)).toBe(true);

  expect(bench.index()).toEqual({});
  expect(bench.field("a", "next_run_at")).toBe("1002000");
});

it("refuses to move a run beyond the end of its schedule, and leaves it where it was", async () => {
  const bench = await scriptBench();
  bench.define("a", { everyMs: 1_000, toMs: 1_005_000 });

  expect(() => bench.run("update", ["a", "1005001"])).toThrow(
    "RANGE schedule a ends at 1005000; a run at 1005001 would never come",
  );

  expect(bench.index()).toEqual({ a: 1_001_000 });
});

it("creates nothing by changing what does not exist", async () => {
  const bench = await scriptBench();

  bench.run("update", ["a", "1"]);
  bench.run("setStatus", ["a", "active"]);
  bench.run("trigger", ["a"]);

  expect(bench.node.execute(["EXISTS", `${schedulerKeys.schedule}a`])).toBe(0);
  expect(bench.index()).toEqual({});
});
