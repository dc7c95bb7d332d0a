import { expect, it } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

it("lists a set of integers in numeric order, as an intset does", () => {
  const { run } = nodeForTests();
  run("SADD s 10 9 -1");
  expect(run("SMEMBERS s")).toEqual({ set: ["-1", "9", "10"] });
  run("SADD s x");
  expect(run("SMEMBERS s")).toEqual({ set: ["10", "9", "-1", "x"] });
  expect(run("OBJECT ENCODING s")).toBe("hashtable");
});

it("intersects, unites and subtracts", () => {
  const { run } = nodeForTests();
  run("SADD a 1 2 3");
  run("SADD b 2 3 4");
  expect(run("SINTER a b")).toEqual({ set: ["2", "3"] });
  expect(run("SUNION a b none")).toEqual({ set: ["1", "2", "3", "4"] });
  expect(run("SDIFF a b")).toEqual({ set: ["1"] });
  expect(run("SINTERCARD 2 a b LIMIT 1")).toBe(1);
  expect(run("SINTERCARD 3 a b")).toEqual({
    error: "ERR Number of keys can't be greater than number of args",
  });
});

it("stores a result over whatever was there, and deletes the key when the result is empty", () => {
  const { run } = nodeForTests();
  run("SADD a 1");
  run("SET target text");
  expect(run("SUNIONSTORE target a")).toBe(1);
  expect(run("SINTERSTORE target a none")).toBe(0);
  expect(run("EXISTS target")).toBe(0);
});

it("still checks the type of the other keys when one is missing", () => {
  const { run } = nodeForTests();
  run("SET s text");
  expect(run("SINTER none s")).toHaveProperty("error");
});

it("pops what it answers, and nothing for a count of zero", () => {
  const { run, texts } = nodeForTests();
  run("SADD s a b c");
  expect(run("SPOP s 0")).toEqual({ set: [] });
  const [popped] = texts("SPOP s");
  expect(run(`SISMEMBER s ${popped}`)).toBe(0);
  expect(run("SPOP s 10")).toHaveProperty("set.length", 2);
  expect(run("EXISTS s")).toBe(0);
  expect(run("SPOP s -1")).toEqual({ error: "ERR value is out of range, must be positive" });
});

it("moves a member, also onto itself", () => {
  const { run } = nodeForTests();
  run("SADD a x");
  expect(run("SMOVE a a x")).toBe(1);
  expect(run("SMOVE a b x")).toBe(1);
  expect(run("SMOVE a b x")).toBe(0);
  expect(run("SMEMBERS b")).toEqual({ set: ["x"] });
});

it("keeps small sets of texts as listpacks, in the order in which they came, since Redis 7.2", () => {
  const { run } = nodeForTests("8.0");
  run("SADD s c 2 1 a");
  expect(run("OBJECT ENCODING s")).toBe("listpack");
  expect(run("SMEMBERS s")).toEqual({ set: ["c", "2", "1", "a"] });
  run("SADD i 3 1 2");
  expect(run("OBJECT ENCODING i")).toBe("intset");
  run("SADD i x");
  expect(run("SMEMBERS i")).toEqual({ set: ["1", "2", "3", "x"] });
  run(`SADD s ${"long".repeat(17)}`);
  expect(run("OBJECT ENCODING s")).toBe("hashtable");
  expect(nodeForTests("7.0").run("SADD s a")).toBe(1);
});
