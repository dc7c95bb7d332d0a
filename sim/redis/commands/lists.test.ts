import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

function listOf(...items: string[]) {
  const test = nodeForTests();
  test.run(`RPUSH l ${items.join(" ")}`);
  return test;
}

it("pushes and pops at both ends, and removes the key with the last item", () => {
  const { run } = listOf("b", "c");
  expect(run("LPUSH l a 0")).toBe(4);
  expect(run("LRANGE l 0 -1")).toEqual(["0", "a", "b", "c"]);
  expect(run("RPOP l")).toBe("c");
  expect(run("LPOP l 10")).toEqual(["0", "a", "b"]);
  expect(run("EXISTS l")).toBe(0);
  expect(run("LPUSHX l x")).toBe(0);
});

it("tells no list from no count: nil, nil array, empty array", () => {
  const { run } = listOf("a");
  expect(run("LPOP none")).toBeNull();
  expect(run("LPOP none 1")).toEqual({ nullArray: true });
  expect(run("LPOP l 0")).toEqual([]);
});

it("checks a count before it looks at the key", () => {
  const { run } = nodeForTests();
  run("SET s v");
  for (const count of ["-1", "+1", "01", "x", '""', '" 1"'])
    expect(run(`LPOP s ${count}`)).toEqual({
      error: "ERR value is out of range, must be positive",
    });
  expect(run("LPOP s 1")).toHaveProperty("error", expect.stringContaining("WRONGTYPE"));
});

it("moves between lists, and rotates one onto itself", () => {
  const { run } = listOf("a", "b", "c");
  expect(run("LMOVE l l RIGHT LEFT")).toBe("c");
  expect(run("LRANGE l 0 -1")).toEqual(["c", "a", "b"]);
  expect(run("RPOPLPUSH l other")).toBe("b");
  expect(run("LMOVE none other LEFT LEFT")).toBeNull();
  expect(run("LMOVE l other LEFT UP")).toEqual({ error: "ERR syntax error" });
});

it("removes from the side that the sign of the count says", () => {
  const { run } = listOf("x", "a", "x", "b", "x");
  expect(run("LREM l -2 x")).toBe(2);
  expect(run("LRANGE l 0 -1")).toEqual(["x", "a", "b"]);
  expect(run("LREM l 0 x")).toBe(1);
});

it("inserts, sets, trims and finds by position", () => {
  const { run } = listOf("a", "b", "c", "b");
  expect(run("LINSERT l BEFORE b x")).toBe(5);
  expect(run("LINSERT l AFTER none x")).toBe(-1);
  expect(run("LPOS l b RANK -1")).toBe(4);
  expect(run("LPOS l b COUNT 0")).toEqual([2, 4]);
  expect(run("LSET l -1 z")).toEqual({ status: "OK" });
  expect(run("LSET l 99 z")).toEqual({ error: "ERR index out of range" });
  expect(run("LTRIM l 1 -2")).toEqual({ status: "OK" });
  expect(run("LRANGE l 0 -1")).toEqual(["x", "b", "c"]);
  expect(run("LINDEX l -1")).toBe("c");
});

it("pops from the first list that has something", () => {
  const { run } = listOf("a", "b");
  expect(run("LMPOP 2 none l RIGHT COUNT 5")).toEqual(["l", ["b", "a"]]);
  expect(run("LMPOP 2 none l RIGHT")).toEqual({ nullArray: true });
  expect(run("LMPOP 0 l LEFT")).toEqual({ error: "ERR numkeys should be greater than 0" });
});

it("keeps a list as one listpack until it outgrows it, and again at half of that, since Redis 7.2", () => {
  const { run } = nodeForTests("8.0");
  const encoding = () => run("OBJECT ENCODING l");
  run("RPUSH l a");
  expect(encoding()).toBe("listpack");
  run(`RPUSH l ${"x".repeat(5000)} ${"y".repeat(5000)}`);
  expect(encoding()).toBe("quicklist");
  run("RPOP l");
  expect(encoding()).toBe("quicklist");
  run("RPOP l");
  expect(encoding()).toBe("listpack");

  const older = nodeForTests("7.0");
  older.run("RPUSH l a");
  expect(older.run("OBJECT ENCODING l")).toBe("quicklist");
});
