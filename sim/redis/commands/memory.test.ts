import { expect, test } from "vitest";
import { nodeForTests } from "../nodeForTests.ts";

// All figures are those of Redis 7.0.15.

test("the memory of a key is that of its name, its entry and its value", () => {
  const { run } = nodeForTests();
  run("SET n 12345");
  expect(run("MEMORY USAGE n")).toBe(48);
  run(`SET k ${"x".repeat(44)}`);
  expect(run("MEMORY USAGE k")).toBe(96);
  run(`SET k ${"x".repeat(45)}`);
  expect(run("MEMORY USAGE k")).toBe(112);
  expect(run("MEMORY USAGE nothing")).toBeNull();
});

test("a collection is measured by the encoding that it has", () => {
  const { run } = nodeForTests();
  run("RPUSH l a b c");
  run("HSET h f v");
  run("SADD i 1 2 3");
  run("ZADD z 1 a 2.5 b");
  run("XADD s 1-1 f v");
  expect(["l", "h", "i", "z", "s"].map((key) => run(`MEMORY USAGE ${key}`))).toEqual([
    144, 64, 64, 80, 4728,
  ]);
});

test("samples are counted, and none means all", () => {
  const { run } = nodeForTests();
  run("SET k v");
  expect(run("MEMORY USAGE k SAMPLES 0")).toBe(64);
  expect(run("MEMORY USAGE k SAMPLES -1")).toEqual({ error: "ERR syntax error" });
  expect(run("MEMORY USAGE k SAMPLES x")).toEqual({
    error: "ERR value is not an integer or out of range",
  });
  expect(run("MEMORY USAGE k SAMPLES")).toEqual({ error: "ERR syntax error" });
});
